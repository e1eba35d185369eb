import { afterEach, expect, test } from 'vitest';
import { createTestDevice } from '../../test/bench/device.ts';
import { waitingRecording } from '../../test/bench/recordings.ts';
import { createTestServer } from '../../test/bench/server.ts';
import { drainHere } from './drainhere.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A page with a recording that waits, and a kill of which the question for the flags brings word. */
async function killedPage() {
  const device = createTestDevice();
  cleanups.push(() => device.db.delete());
  const server = createTestServer(device);
  await waitingRecording(device);
  const flags = { held: false, behind: false, asked: 0 };
  const deps = {
    ...device,
    api: server.api,
    onWorkLeft: () => undefined,
    onResult: () => undefined,
    drainHere,
    held: () => flags.held,
    flagsBehind: () => flags.behind,
    async askFlags() {
      flags.asked += 1;
      await Promise.resolve();
      Object.assign(flags, { held: true, behind: false });
    },
  };
  const drain = (hurry: boolean) => drainHere(deps, { why: 'test', hurry, onBegin: () => undefined });
  return { server, flags, drain };
}

test('R30 [FLD2] in a hurry, as when the network is back, the flags are asked for before anything is sent', async () => {
  const { server, flags, drain } = await killedPage();
  expect(await drain(true)).toBeNull();
  expect([flags.asked, server.calls]).toEqual([1, []]);
});

test('R31 [FLD13] an answer that names newer flags is the last one before the question for them has come back', async () => {
  const { server, flags, drain } = await killedPage();
  server.after(() => void (flags.behind = true));
  expect(await drain(false)).toBeNull();
  expect([flags.asked, server.calls]).toEqual([1, [expect.stringMatching(/^presign /)]]);
});
