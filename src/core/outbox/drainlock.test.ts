import { expect, test } from 'vitest';
import { createTestDevice } from '../../../test/bench/device.ts';
import { underDrainLock } from './drainlock.ts';

test('[OUT13] one drain at a time; a holder that shows no life for a minute is dispossessed', async () => {
  const device = createTestDevice();
  let finish = () => {};
  const first = underDrainLock(device, 0, () => new Promise<string>((resolve) => (finish = () => resolve('first'))));
  await Promise.resolve();
  expect(await underDrainLock(device, 0, async () => 'second')).toBeUndefined();
  device.clock.pass(59_000);
  expect(await underDrainLock(device, 0, async () => 'second')).toBeUndefined();
  device.clock.pass(2_000);
  expect(await underDrainLock(device, 0, async () => 'second')).toBe('second');
  finish();
  expect(await first).toBe('first');
  expect(device.locks.held()).toEqual([]);
});

test('[OUT13] a holder that works shows it', async () => {
  const device = createTestDevice();
  await underDrainLock(device, 0, async (beat) => {
    device.clock.pass(61_000);
    beat();
    expect(await underDrainLock(device, 0, async () => 'second')).toBeUndefined();
  });
});
