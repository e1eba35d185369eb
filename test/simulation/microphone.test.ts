import { expect, test } from 'vitest';
import { concat, type Bytes } from '../../src/core/bytes.ts';
import { createMediaClock } from '../../src/core/capture/mediaclock.ts';
import { createDice } from './dice.ts';
import { createFakeMicrophone } from './microphone.ts';
import type { Captured } from './tape.ts';
import { createTime } from './time.ts';
import { beginLife, createTurns } from './turns.ts';

const MIME_TYPE = 'audio/webm;codecs=opus';

/** A microphone on which a recorder runs from 0, in the world of `seed`. */
async function running(seed: number) {
  const turns = createTurns(seed, () => undefined);
  const time = createTime(turns, 0);
  const slices: Bytes[] = [];
  let captured: Captured | undefined;
  let order = 0;
  const mic = createFakeMicrophone({
    turns,
    time,
    dice: createDice(seed),
    life: beginLife('tab'),
    nextOrder: () => (order += 1),
    onSlice(slice, of) {
      slices.push(slice);
      captured = of;
    },
  });
  const opening = mic.microphone.open({ deviceId: null, processing: 'voice' });
  await turns.step();
  (await opening).newTake({ bitsPerSecond: 32_000 }).start(250, { slice: () => undefined, failed: () => undefined });
  const sleep = (ms: number, goesOn: Parameters<typeof time.sleep>[1]) => {
    mic.settle();
    time.sleep(ms, goesOn);
    mic.slept(ms);
  };
  const audioMs = () => {
    const clock = createMediaClock(MIME_TYPE);
    clock.push(concat(slices));
    return clock.durationMs();
  };
  return { mic, time, sleep, audioMs, spans: () => captured!.spans.flat().map(({ fromMs, toMs }) => toMs - fromMs) };
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

test.each(SEEDS)('[SIM14] what the simulated recorder delivers is as long as the time that has passed (%i)', async (seed) => {
  const { mic, time, audioMs } = await running(seed);
  for (const ms of [250, 16_000, 60_000, 600_000]) {
    time.pass(ms);
    mic.deliver('usual');
  }
  mic.deliver('empty');
  expect(audioMs()).toBe(676_250);
});

test.each(SEEDS)('[SIM14] no sound goes in while the device sleeps, whichever clock goes on, nor into a recorder that is stuck (%i)', async (seed) => {
  const { mic, time, sleep, audioMs, spans } = await running(seed);
  time.pass(1_000);
  sleep(60_000, 'both clocks');
  time.pass(2_000);
  mic.deliver('usual');
  sleep(7_200_000, "the device's clock");
  time.pass(3_000);
  mic.deliver('usual');
  mic.getStuck();
  time.pass(4_000);
  mic.deliver('usual');
  expect([audioMs(), spans()]).toEqual([6_000, [1_000, 2_000, 3_000]]);
});

test('[SIM14] while a microphone is muted silence flows or nothing, and what was said is known to be no sound', async () => {
  const heard = new Set<number>();
  for (const seed of SEEDS) {
    const { mic, time, audioMs, spans } = await running(seed);
    time.pass(1_000);
    mic.mute();
    time.pass(5_000);
    mic.unmute();
    time.pass(1_000);
    mic.deliver('usual');
    expect(spans()).toEqual([1_000, 1_000]);
    heard.add(audioMs());
  }
  expect([...heard].sort()).toEqual([2_000, 7_000]);
});
