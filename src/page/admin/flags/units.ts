import type { SettingName } from '../../../core/flags/settings.ts';

export type Unit = 'days' | 'hours' | 'mebibytes' | 'kilobits' | 'seconds' | 'minutes' | 'switch';

/** In what a person reads and types a setting, and how many of the document's own units that is. */
export const UNIT_OF = {
  retentionDays: { unit: 'days', factor: 1 },
  cleanupIntervalHours: { unit: 'hours', factor: 1 },
  minFreeBytes: { unit: 'mebibytes', factor: 1024 * 1024 },
  bitsPerSecond: { unit: 'kilobits', factor: 1000 },
  segmentSeconds: { unit: 'seconds', factor: 1 },
  pollSeconds: { unit: 'seconds', factor: 1 },
  idleLockMinutes: { unit: 'minutes', factor: 1 },
  wifiOnlyOverBytes: { unit: 'mebibytes', factor: 1024 * 1024 },
  localPlayback: { unit: 'switch', factor: 1 },
} as const satisfies Record<SettingName, { unit: Unit; factor: number }>;

/** A number as somebody types it in either language; undefined when it is none. Thousands are not parted. */
export function numberIn(text: string): number | undefined {
  return /^-?\d+(?:[.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : undefined;
}
