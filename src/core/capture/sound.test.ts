import { expect, test } from 'vitest';
import { isSilent, listen, listenAnew, meterOf, NOT_LISTENING, type Sound } from './sound.ts';

const heard = (...peaks: (number | null)[]): Sound => peaks.reduce((sound: Sound, peak, second) => listen(sound, peak, second * 1000), NOT_LISTENING);

test('[SND1] R5 five seconds without sound are told, four are not', () => {
  const quiet = heard(0.2, 0, 0.0001, 0, 0);
  expect([isSilent(quiet, 5_900), isSilent(quiet, 6_000)]).toEqual([false, true]);
});

test('[SND1] R5 any sound ends the silence', () => {
  expect(isSilent(heard(0, 0, 0, 0, 0, 0, 0, 0.01), 20_000)).toBe(false);
});

test('[SND2] samples that cannot be read are no silence', () => {
  expect(isSilent(heard(0, 0, null), 60_000)).toBe(false);
});

test('[SND3] a recording in which there never was a sound is known as one', () => {
  expect(heard(0, 0.0001, 0.0004).heard).toBe('nothing');
  expect(heard(0, 0.0006, 0).heard).toBe('something');
});

test('[SND3] nothing is said of a recording that was not looked at, or not all of it', () => {
  expect(NOT_LISTENING.heard).toBe('unread');
  expect(heard(0, null, 0).heard).toBe('unknown');
  expect(listen(heard(0, 0), 0, 2_600).heard).toBe('unknown');
  expect(listen(listen(heard(0, 0), 0, 2_600), 0, 3_000).heard).toBe('unknown');
  expect(heard(0.5, null, 0).heard).toBe('something');
  expect(heard(0, null, 0.5).heard).toBe('something');
});

test('[SND3] what lies between takes was not to be heard', () => {
  const next = listen(listenAnew(heard(0, 0)), 0, 60_000);
  expect(next.heard).toBe('nothing');
  expect([isSilent(next, 64_900), isSilent(next, 65_000)]).toEqual([false, true]);
});

test('[SND4] the meter is empty at −60 dBFS, full at full scale, and half at −30 dBFS', () => {
  expect([0, 0.001, 1, 2].map(meterOf)).toEqual([0, 0, 1, 1]);
  expect(meterOf(10 ** (-30 / 20))).toBeCloseTo(0.5, 5);
});
