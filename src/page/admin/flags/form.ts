import * as v from 'valibot';
import { SETTINGS, type SettingName } from '../../../core/flags/settings.ts';
import { notice as noticeSchema, type FlagDocument } from '../../../wire/flags.ts';
import { UNIT_OF } from './units.ts';

export const NOTICE_FIELDS = ['noticeEn', 'noticeEs', 'noticeLevel', 'noticeUntil'] as const;
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];
export const FIELD_NAMES = ['standing', 'percent', 'whenOff', ...SETTING_NAMES, ...NOTICE_FIELDS] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

/** What an admin is editing, as typed: what cannot be read as a value yet is kept all the same. */
export interface Form {
  /** `standing` is `on` or `off`. A setting is empty where the build decides, the notice's texts where there is none. */
  readonly fields: Readonly<Record<FieldName, string>>;
  /** HMACs. */
  readonly internalUsers: readonly string[];
  /** E-mail addresses of people to be added. */
  readonly addInternal: readonly string[];
}

/** The form in which `document` stands as it is. */
export function formOf(document: FlagDocument): Form {
  const flag = document.flags.enableOfflineRecording;
  const settings = settingsIn(document);
  const found = v.safeParse(noticeSchema, document.notice);
  const notice = found.success ? found.output : undefined;
  const shown = SETTING_NAMES.map((name) => [name, settingText(name, settings[name])] as const);
  return {
    fields: {
      standing: flag.kill ? 'off' : 'on',
      percent: String(flag.percent ?? (flag.default ? 100 : 0)),
      whenOff: flag.whenOff === 'drain' ? 'drain' : 'hold',
      ...(Object.fromEntries(shown) as Record<SettingName, string>),
      noticeEn: notice?.text.en ?? '',
      noticeEs: notice?.text.es ?? '',
      noticeLevel: notice?.level ?? 'info',
      noticeUntil: notice ? localTime(notice.untilMs) : '',
    },
    internalUsers: flag.internalUsers ?? [],
    addInternal: [],
  };
}

/** The settings of a document by their names, however little of that can be read. */
export function settingsIn({ settings }: FlagDocument): Partial<Record<string, unknown>> {
  return typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? { ...settings } : {};
}

function settingText(name: SettingName, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value / UNIT_OF[name].factor);
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : JSON.stringify(value);
}

/** A moment as a field for day and time has it: of this device's clock, to the minute. */
export function localTime(atMs: number): string {
  const at = new Date(atMs);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The fields in which `form` is not what `base` says. */
export function changedFields(form: Form, base: FlagDocument): FieldName[] {
  const { fields } = formOf(base);
  return FIELD_NAMES.filter((name) => form.fields[name].trim() !== fields[name].trim());
}

/** Internal users of `base` whom `form` takes out. */
export function removedUsers(form: Form, base: FlagDocument): string[] {
  return formOf(base).internalUsers.filter((hmac) => !form.internalUsers.includes(hmac));
}

/** How many things `form` changes in `base`. */
export function countChanges(form: Form, base: FlagDocument): number {
  return changedFields(form, base).length + removedUsers(form, base).length + form.addInternal.length;
}
