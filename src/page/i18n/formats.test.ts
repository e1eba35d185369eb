import { expect, test } from 'vitest';
import { createFormats } from './formats.ts';
import { en } from './en.ts';
import { es } from './es.ts';

const formats = createFormats(en);
const spanish = createFormats(es);
const at = (year: number, month: number, day: number, hour: number, minute: number) => new Date(year, month - 1, day, hour, minute).getTime();
const NOW = at(2026, 5, 6, 0, 30);

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [766_400, '12:46'],
  [3_599_999, '59:59'],
  [3_600_000, '1:00:00'],
  [36_061_000, '10:01:01'],
  [-1, '0:00'],
])('[SCR1] %d ms are written %s', (ms, text) => {
  expect(formats.duration(ms)).toBe(text);
});

test.each([
  [at(2026, 5, 6, 0, 5), 'Today 00:05'],
  [at(2026, 5, 5, 23, 59), 'Yesterday 23:59'],
  [at(2026, 5, 5, 0, 0), 'Yesterday 00:00'],
  [at(2026, 5, 4, 16, 40), 'Mon 4 May 16:40'],
  [at(2025, 12, 31, 9, 12), '31 Dec 2025 09:12'],
  [at(2026, 5, 7, 9, 12), 'Thu 7 May 09:12'],
])('[SCR2] a moment of %d is written %s', (moment, text) => {
  expect(formats.dayAndTime(moment, NOW).replace(',', '')).toBe(text);
});

test('[SCR2] a day on which the clocks change is one day all the same', () => {
  for (let day = 1; day <= 365; day += 1) {
    const noon = new Date(2026, 0, day, 12).getTime();
    expect(formats.dayAndTime(new Date(2026, 0, day - 1, 12).getTime(), noon)).toBe('Yesterday 12:00');
    expect(formats.dayAndTime(new Date(2026, 0, day, 0, 1).getTime(), noon)).toBe('Today 00:01');
  }
});

test.each([
  [0, '0 kB'],
  [1, '1 kB'],
  [206_000, '206 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [4_320_000, '4.3 MB'],
  [999_949_999, '999.9 MB'],
  [1_250_000_000, '1.3 GB'],
])('[SCR3] %d bytes are written %s', (bytes, text) => {
  expect(formats.size(bytes)).toBe(text);
});

test.each([
  [at(2026, 5, 6, 0, 5), 'Hoy, 00:05'],
  [at(2026, 5, 5, 23, 59), 'Ayer, 23:59'],
  [at(2026, 5, 4, 16, 40), 'Lun, 4 may, 16:40'],
  [at(2025, 12, 31, 9, 12), '31 dic 2025, 09:12'],
])('R50 [LNG4] in Spanish a moment of %d is written %s', (moment, text) => {
  expect(spanish.dayAndTime(moment, NOW)).toBe(text);
});

test('R50 [LNG4] in Spanish sizes have a decimal comma, and durations the digits that they have everywhere', () => {
  expect([206_000, 4_320_000, 1_250_000_000].map(spanish.size)).toEqual(['206 kB', '4,3 MB', '1,3 GB']);
  expect(spanish.duration(3_600_000)).toBe('1:00:00');
});
