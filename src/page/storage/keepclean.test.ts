import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createTestClock } from '../../../test/bench/device.ts';
import type { Recording, RecordingState } from '../../core/recording.ts';
import { keepClean } from './keepclean.ts';

const HOUR_MS = 3_600_000;

function bench(hours = 24) {
  const clock = createTestClock();
  let look = () => undefined as void;
  const recordings = signal<Recording[] | null>(null);
  let runs = 0;
  let finish: () => void = () => undefined;
  keepClean({
    clock,
    timers: {
      every(_ms, run) {
        look = run;
        return () => undefined;
      },
    },
    recordings,
    routine: () => {
      runs += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    },
    intervalHours: async () => hours,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    runs: () => runs,
    async finish() {
      finish();
      await settled();
    },
    async look() {
      look();
      await settled();
    },
    show: (...states: RecordingState[]) => (recordings.value = states.map((state) => ({ state }) as Recording)),
  };
}

test('R13 [RET8] retention runs at the start, when its interval is over, and when the clock was set back by as much', async () => {
  const { clock, runs, finish, look } = bench(2);
  expect(runs()).toBe(1);
  await finish();
  clock.pass(2 * HOUR_MS - 1);
  await look();
  expect(runs()).toBe(1);
  clock.pass(1);
  await look();
  expect(runs()).toBe(2);
  await finish();
  clock.jump(-2 * HOUR_MS);
  await look();
  expect(runs()).toBe(3);
});

test('R13 [RET8] retention runs when something has been archived, one at a time and once more for what came meanwhile', async () => {
  const { runs, finish, show } = bench();
  show('waiting', 'archived');
  show('sent', 'archived');
  await finish();
  expect(runs()).toBe(1);
  show('archived', 'archived');
  expect(runs()).toBe(2);
  show('archived', 'archived', 'archived');
  show('archived', 'archived', 'archived', 'archived');
  expect(runs()).toBe(2);
  await finish();
  expect(runs()).toBe(3);
  await finish();
  expect(runs()).toBe(3);
});
