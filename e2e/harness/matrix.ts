import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { archivedRecordings, storeKeys } from './archive.ts';
import { startFaultProxy, type FaultProxy } from './faultproxy.ts';
import { expect, test as base } from './fixtures.ts';
import { archiveOfSeed, seed, signInContext, type Seeded, type SeedOptions } from './seed.ts';
import { startTestServer, type TestServer } from './server.ts';

/** A server for all tests of a worker, and what the seeded slices end as on it. */
interface Shared {
  server: TestServer;
  /** SHA-256 of the archived audio: compose makes the same bytes of the same packets. */
  audioSha256: string;
}

interface MatrixFixtures {
  /** The way from the browser to the server. */
  way: FaultProxy;
  /** A page of the app's origin that does not run the app yet, on a device whose owner is signed in. */
  app: Page;
  /** Puts recordings on the device and opens the list. */
  open(options?: SeedOptions): Promise<Seeded[]>;
  /** The list's item of a recording. */
  item(recording: Seeded): Locator;
  /** Waits until a recording is archived, and proves that it is so once and whole. */
  archivedOnce(recording: Seeded): Promise<void>;
}

/** Tests that begin with recordings on the device and a faulty way to the server. */
export const test = base.extend<MatrixFixtures, { shared: Shared }>({
  shared: [
    async ({}, use) => {
      const server = await startTestServer();
      await use({ server, audioSha256: await archiveOfSeed(server) });
      await server.dispose();
    },
    { scope: 'worker' },
  ],
  way: async ({ shared }, use) => {
    const proxy = await startFaultProxy(shared.server.url);
    await use(proxy);
    await proxy.close();
  },
  app: async ({ page, way }, use) => {
    await signInContext(page.context(), way.url);
    await page.goto(`${way.url}/favicon.svg`);
    await use(page);
  },
  open: async ({ app, way }, use) => {
    await use(async (options) => {
      const seeded = await seed(app, way.url, options);
      await app.goto(`${way.url}/recordings`);
      return seeded;
    });
  },
  item: async ({ app }, use) => use(({ id }) => app.locator(`li[data-recording-id="${id}"]`)),
  archivedOnce: async ({ shared }, use) => {
    await use(async ({ id, ownerId, segments }) => {
      const { dataDir } = shared.server;
      const mine = async () => (await archivedRecordings(dataDir)).filter(({ recordingId }) => recordingId === id);
      await expect.poll(async () => (await mine()).length, { timeout: 60_000 }).toBe(1);
      const keys = await storeKeys(dataDir, `ingest/${ownerId}/${id}/`);
      const wanted = segments.map(({ seq, sha256 }) => `ingest/${ownerId}/${id}/${String(seq).padStart(5, '0')}-${sha256}`);
      expect(keys.filter((key) => /\/\d{5}-/.test(key))).toEqual(wanted);
      expect(keys.filter((key) => key.includes('/manifest'))).toHaveLength(2);
      const [archived] = await mine();
      expect(archived!.files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'))).toEqual([shared.audioSha256]);
    });
  },
});

export { expect };
