import { expect, test } from 'vitest';
import { webSealing } from '../../src/adapters/webcrypto.ts';
import type { Sealing } from '../../src/core/ports.ts';
import { runSealingHistory } from './sealinghistory.ts';

test('[SEA6] over 10,000 chunks, takes, texts and failed writes no key seals twice under one IV', { timeout: 60_000 }, async () => {
  const { seals, repeated, changed, counts } = await runSealingHistory({ seed: 1, chunks: 10_000 });
  expect(repeated).toEqual([]);
  expect(changed).toEqual([]);
  // All of it has happened.
  expect(counts.chunks).toBeGreaterThanOrEqual(10_000);
  expect(seals.length).toBeGreaterThanOrEqual(counts.chunks + counts.texts);
  expect(new Set(seals.map(({ key }) => key)).size).toBeGreaterThan(counts.takes);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(2);
});

test('[SEA6] a key that is used for a second take is found', async () => {
  let kept: Awaited<ReturnType<Sealing['newTakeKey']>> | undefined;
  const { repeated } = await runSealingHistory({ seed: 2, chunks: 600, sealing: { newTakeKey: async (...args) => (kept ??= await webSealing.newTakeKey(...args)) } });
  expect(repeated.length).toBeGreaterThan(0);
});
