import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { startTestServer, type TestServer } from '../harness/server.ts';
import type { Engine, Launch } from './engine.ts';
import { screenOf, type EngineScreen } from './screen.ts';

/** A phone of its own: a profile that outlives the engine. */
export interface EngineDevice {
  engine(): Engine;
  screen(): EngineScreen;
  /** Takes the network away: from the engine where it can be told to, else by stopping the server. */
  loseNetwork(): Promise<void>;
  regainNetwork(): Promise<void>;
  /** Ends it as a dead battery does. */
  kill(): Promise<void>;
  /** Starts it again on the same profile. */
  start(): Promise<void>;
}

interface Fixtures {
  server: TestServer;
  /** Starts a device that is gone after the test. */
  startOn(launch: Launch): Promise<EngineDevice>;
}

/** Tests with a server of their own and devices with another engine. */
export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await startTestServer();
    await use(server);
    await server.dispose();
  },
  startOn: async ({ server }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-engine-'));
    const running = new Set<Engine>();
    let devices = 0;
    await use(async (launch) => {
      const profileDir = join(folder, String(devices++));
      let engine: Engine;
      const kill = async (): Promise<void> => {
        running.delete(engine);
        await engine.kill();
      };
      const start = async (): Promise<void> => {
        engine = await launch(profileDir);
        running.add(engine);
      };
      await start();
      return {
        engine: () => engine,
        screen: () => screenOf(engine, server.url),
        loseNetwork: () => (engine.setOffline ? engine.setOffline(true) : server.stop()),
        regainNetwork: () => (engine.setOffline ? engine.setOffline(false) : server.restart()),
        kill,
        start,
      };
    });
    for (const engine of running) await engine.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
});
