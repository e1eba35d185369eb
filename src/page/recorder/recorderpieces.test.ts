import { expect, test } from 'vitest';
import { bytesPerHour } from '../../core/capture/quality.ts';
import { speak, speakMore } from '../i18n/words.ts';
import { timeLeft } from '../options/timeleft.ts';
import { meterStep } from './meterstep.ts';
import { fewMinutesLeft } from './spaceleft.ts';
import { takeLines } from './takes.ts';

const take = (n: number, running = false) => ({ take: n, savedMs: n * 1_000, running });

test('R3 [RSC1] takes are numbered from one in their order, the running one is marked, and of many the last six are shown', () => {
  expect(takeLines([])).toEqual({ earlier: 0, lines: [] });
  // A number that was used for a take that never began leaves no hole on the screen.
  expect(takeLines([take(0), take(2, true)])).toEqual({
    earlier: 0,
    lines: [
      { nth: 1, savedMs: 0, running: false },
      { nth: 2, savedMs: 2_000, running: true },
    ],
  });
  const many = takeLines(Array.from({ length: 9 }, (_, n) => take(n, n === 8)));
  expect(many.earlier).toBe(3);
  expect(many.lines.map(({ nth }) => nth)).toEqual([4, 5, 6, 7, 8, 9]);
  expect(many.lines.at(-1)).toMatchObject({ running: true });
});

test('R5 [RSC5] how loud it is has five words', () => {
  expect([null, 0, 0.001, 0.0018, 0.01, 0.1, 0.5, 0.95].map(meterStep)).toEqual(['unknown', 'none', 'none', 'quiet', 'good', 'good', 'good', 'loud']);
});

test('R14 [RSC13] from less than half an hour on the minutes are told, and never while nobody knows', () => {
  const bytes = (minutes: number) => (bytesPerHour(32_000) * minutes) / 60;
  expect([30, 29.99, 12.5, 0.9, 0].map((minutes) => fewMinutesLeft(bytes(minutes), 32_000))).toEqual([null, 29, 12, 0, 0]);
  expect(fewMinutesLeft(bytes(40), 64_000)).toBe(20);
  expect(fewMinutesLeft(null, 32_000)).toBeNull();
});

test('B2 [RSC3] what is left is told in hours, below two in minutes, and as the least where that is all that is known', async () => {
  await speak('en');
  await speakMore();
  const left = (hours: number, exact: boolean) => timeLeft({ bytes: Math.ceil(bytesPerHour(16_000) * hours), exact }, 16_000);
  expect(left(1_234.5, true)).toBe('about 1,234 hours left on this device');
  expect(left(2, true)).toBe('about 2 hours left on this device');
  expect(left(1.99, true)).toBe('about 119 minutes left on this device');
  expect(left(2.2, false)).toBe('more than 2 hours left on this device');
  expect(left(0.5, false)).toBe('more than 30 minutes left on this device');
  expect(timeLeft(null, 16_000)).toBe('this browser does not tell how much space is left');
});
