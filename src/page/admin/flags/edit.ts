import { flagAt, flagKilled } from '../../../core/flags/phases.ts';
import { isSetting, SETTINGS, type NumberSetting, type SettingName } from '../../../core/flags/settings.ts';
import type { FlagDraft } from '../../../wire/flagadmin.ts';
import type { FlagDocument } from '../../../wire/flags.ts';
import { changedFields, NOTICE_FIELDS, SETTING_NAMES, settingsIn, type FieldName, type Form } from './form.ts';
import { numberIn, UNIT_OF } from './units.ts';

/** As the schema of the document has it. */
export const MAX_NOTICE_LENGTH = 280;
const EMAIL = /[^\s@"'<>]+(?:@|%40)[^\s@"'<>]+/i;

/** Why a field cannot be saved as it is. `min` and `max` are in the unit that the field is typed in. */
export type Fault =
  | { field: FieldName; code: 'number' | 'missing' | 'too_long' | 'email' | 'date' | 'past' }
  | { field: FieldName; code: 'whole' | 'range'; min: number; max: number };

/** What would be saved. Fields with faults are in it as they were. */
export interface Edit {
  draft: FlagDraft & { document: FlagDocument };
  faults: Fault[];
}

/** The document that `form` makes of `base`: only what the form has changed is different, so that nothing unknown is lost. */
export function editOf(form: Form, base: FlagDocument, nowMs: number): Edit {
  const changed = new Set(changedFields(form, base));
  const faults: Fault[] = [];
  const take = <Value>(read: Value | Fault, keep: (value: Value) => void) => (isFault(read) ? faults.push(read) : keep(read as Value));

  let flag = { ...base.flags.enableOfflineRecording };
  if (changed.has('percent') || (changed.has('standing') && form.fields.standing === 'on')) take(percentIn(form.fields.percent), (percent) => (flag = flagAt(flag, percent)));
  if (form.fields.standing === 'off') flag = flagKilled(flag);
  if (changed.has('whenOff')) flag = { ...flag, whenOff: form.fields.whenOff };
  const before = base.flags.enableOfflineRecording.internalUsers ?? [];
  if (before.some((hmac) => !form.internalUsers.includes(hmac))) flag = { ...flag, internalUsers: before.filter((hmac) => form.internalUsers.includes(hmac)) };

  const document: FlagDocument = { ...base, flags: { ...base.flags, enableOfflineRecording: flag } };
  const changedSettings = SETTING_NAMES.filter((name) => changed.has(name));
  if (changedSettings.length > 0) {
    const settings = settingsIn(base);
    for (const name of changedSettings) {
      take(settingIn(name, form.fields[name]), (value) => {
        if (value === undefined) delete settings[name];
        else settings[name] = value;
      });
    }
    document.settings = settings;
  }
  if (NOTICE_FIELDS.some((name) => changed.has(name))) take(noticeIn(form, base, nowMs), (notice) => (document.notice = notice));
  return { draft: { document, ...(form.addInternal.length > 0 && { addInternal: [...form.addInternal] }) }, faults };
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'code' in value;
}

function percentIn(text: string): number | Fault {
  const percent = numberIn(text);
  if (percent === undefined) return { field: 'percent', code: 'number' };
  return Number.isInteger(percent) && percent >= 0 && percent <= 100 ? percent : { field: 'percent', code: 'whole', min: 0, max: 100 };
}

/** Undefined: as the build has it. */
function settingIn(name: SettingName, text: string): number | boolean | undefined | Fault {
  if (text.trim() === '') return undefined;
  const { unit, factor } = UNIT_OF[name];
  if (unit === 'switch') return text === 'on';
  const typed = numberIn(text);
  if (typed === undefined) return { field: name, code: 'number' };
  const value = factor === 1 ? typed : Math.round(typed * factor);
  const { min, max } = SETTINGS[name] as NumberSetting;
  return isSetting(name, value) ? value : { field: name, code: factor === 1 ? 'whole' : 'range', min: min / factor, max: max / factor };
}

function noticeIn(form: Form, base: FlagDocument, nowMs: number): object | null | Fault {
  const { noticeEn, noticeEs, noticeLevel, noticeUntil } = form.fields;
  const text = { en: noticeEn.trim(), es: noticeEs.trim() };
  if (text.en === '' && text.es === '') return null;
  for (const [field, words] of [['noticeEn', text.en], ['noticeEs', text.es]] as const) {
    if (words === '') return { field, code: 'missing' };
    if ([...words].length > MAX_NOTICE_LENGTH) return { field, code: 'too_long' };
    if (EMAIL.test(words)) return { field, code: 'email' };
  }
  const before = typeof base.notice === 'object' && base.notice !== null ? (base.notice as Partial<Record<string, unknown>>) : undefined;
  const changed = changedFields(form, base);
  const kept = !changed.includes('noticeUntil') && typeof before?.untilMs === 'number';
  const untilMs = kept ? before.untilMs : new Date(noticeUntil).getTime();
  if (typeof untilMs !== 'number' || !Number.isFinite(untilMs)) return { field: 'noticeUntil', code: 'date' };
  if (untilMs <= nowMs) return { field: 'noticeUntil', code: 'past' };
  // Whoever has closed a notice is shown another text, and not the same one for longer.
  const same = typeof before?.id === 'string' && changed.every((name) => name !== 'noticeEn' && name !== 'noticeEs' && name !== 'noticeLevel');
  return { ...before, id: same ? before.id : `v${base.version + 1}`, text, level: noticeLevel === 'warning' ? 'warning' : 'info', untilMs };
}
