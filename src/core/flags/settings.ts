/** The bounds of a remote setting that is a whole number. */
export interface NumberSetting {
  readonly kind: 'number';
  readonly default: number | null;
  readonly min: number;
  readonly max: number;
  /** Null means "without such a limit". */
  readonly nullable?: true;
}

export interface SwitchSetting {
  readonly kind: 'switch';
  readonly default: boolean;
}

const number = <Default extends number | null>(byDefault: Default, min: number, max: number) =>
  ({ kind: 'number', default: byDefault, min, max }) as const;

const MEBIBYTE = 1024 * 1024;

/** Everything that can be set from afar: what counts without a document, and between which bounds it is believed. */
export const SETTINGS = {
  /** How long archived audio stays on a device. */
  retentionDays: number(7, 1, 365),
  cleanupIntervalHours: number(24, 1, 24 * 7),
  /** Below this much free space archived audio goes earlier, oldest first. */
  minFreeBytes: number(100 * MEBIBYTE, 0, 10 * 1024 * MEBIBYTE),
  /** Opus below 12 kbit/s loses words; above 128 there is nothing to gain with one voice. */
  bitsPerSecond: number(32_000, 12_000, 128_000),
  /** How much audio a segment holds while online. */
  segmentSeconds: number(15, 5, 120),
  /** How often an open app asks for the flags. */
  pollSeconds: number(60, 5, 3600),
  /** A shared device locks after so long without a touch. There is no "never". */
  idleLockMinutes: number(10, 1, 8 * 60),
  /** A recording larger than this waits for Wi-Fi. Null: every recording takes any network. */
  wifiOnlyOverBytes: { kind: 'number', default: null, min: 0, max: 10 * 1024 * MEBIBYTE, nullable: true },
  /** Whether a take's key is also wrapped for the device, so that unsent audio can be played on it. */
  localPlayback: { kind: 'switch', default: true },
} as const satisfies Record<string, NumberSetting | SwitchSetting>;

export type SettingName = keyof typeof SETTINGS;

export type Settings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends SwitchSetting
    ? boolean
    : (typeof SETTINGS)[Name] extends { nullable: true }
      ? number | null
      : number;
};

/** Whether `value` may be the setting `name`. */
export function isSetting(name: SettingName, value: unknown): boolean {
  const setting: NumberSetting | SwitchSetting = SETTINGS[name];
  if (setting.kind === 'switch') return typeof value === 'boolean';
  if (value === null) return setting.nullable === true;
  return typeof value === 'number' && Number.isInteger(value) && value >= setting.min && value <= setting.max;
}

/**
 * The settings that count, from `settings` of a flag document or from nothing. Never throws: what is missing,
 * of another type or out of bounds is the default, so that one slip of an admin costs one setting and not the document.
 */
export function settingsOf(settings: unknown): Settings {
  const given: Partial<Record<string, unknown>> = typeof settings === 'object' && settings !== null ? { ...settings } : {};
  const names = Object.keys(SETTINGS) as SettingName[];
  return Object.fromEntries(names.map((name) => [name, isSetting(name, given[name]) ? given[name] : SETTINGS[name].default])) as Settings;
}
