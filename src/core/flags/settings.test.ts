import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSetting, SETTINGS, settingsOf, type SettingName } from './settings.ts';

const NAMES = Object.keys(SETTINGS) as SettingName[];
const DEFAULTS = Object.fromEntries(NAMES.map((name) => [name, SETTINGS[name].default]));

test('[FLG8] B31 without a document, or with none that can be read, every setting has its default', () => {
  expect(DEFAULTS).toMatchObject({ retentionDays: 7, minFreeBytes: 104_857_600, bitsPerSecond: 32_000, segmentSeconds: 15, idleLockMinutes: 10 });
  for (const nothing of [undefined, null, 5, 'x', [], {}]) expect(settingsOf(nothing)).toEqual(DEFAULTS);
});

test('[FLG8] B31 every default is within its own bounds', () => {
  expect(NAMES.filter((name) => !isSetting(name, SETTINGS[name].default))).toEqual([]);
});

test('[FLG8] B31 a setting out of bounds is its default and leaves the others alone', () => {
  expect(settingsOf({ retentionDays: 0, pollSeconds: 30, bitsPerSecond: 1e9, idleLockMinutes: 2.5, localPlayback: 'no', wifiOnlyOverBytes: 5_000_000 })).toEqual({
    ...DEFAULTS,
    pollSeconds: 30,
    wifiOnlyOverBytes: 5_000_000,
  });
  expect(settingsOf({ retentionDays: null, wifiOnlyOverBytes: null, localPlayback: false })).toEqual({ ...DEFAULTS, localPlayback: false });
});

test('[FLG8] B31 whatever is written, each setting is what was written where that is allowed, else its default', () => {
  const anything = fc.oneof(fc.integer(), fc.integer({ min: 0, max: 200 }), fc.double(), fc.boolean(), fc.anything());
  const settings = fc.record(Object.fromEntries(NAMES.map((name) => [name, anything])), { requiredKeys: [] });
  fc.assert(
    fc.property(settings, (given) => {
      const read = settingsOf(given);
      expect(Object.keys(read)).toEqual(NAMES);
      for (const name of NAMES) expect(read[name]).toBe(isSetting(name, given[name]) ? given[name] : SETTINGS[name].default);
    }),
  );
});

test('[FLG8] B31 the bounds themselves are allowed and what lies beyond is not', () => {
  for (const name of NAMES) {
    const setting = SETTINGS[name];
    if (setting.kind === 'switch') continue;
    expect([setting.min, setting.max].map((value) => isSetting(name, value))).toEqual([true, true]);
    expect([setting.min - 1, setting.max + 1, setting.min + 0.5, NaN, String(setting.min)].map((value) => isSetting(name, value))).not.toContain(true);
  }
});
