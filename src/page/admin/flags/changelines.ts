import type { FlagChange } from '../../../core/flags/changes.ts';
import type { NamedPerson } from '../../../wire/flagadmin.ts';
import type { AdminWords } from '../words/en.ts';
import { SETTING_NAMES, type FieldName } from './form.ts';
import { UNIT_OF } from './units.ts';

/** A change in words. Null: there was nothing, or there is nothing any more. */
export interface ChangeLine {
  label: string;
  before: string | null;
  after: string | null;
}

export interface Speaker {
  words: AdminWords;
  named: readonly NamedPerson[];
  dayAndTime(atMs: number): string;
}

const HMAC = /^[0-9a-f]{64}$/;

/** Changes between two documents as a person reads them: with names, units and e-mail addresses where they are known. */
export function changeLines(changes: readonly FlagChange[], speaker: Speaker): ChangeLine[] {
  return changes.flatMap(apart).flatMap((change) => {
    // An id only tells one notice from another.
    if (change.path.join('.') === 'notice.id') return [];
    return [{ label: labelOf(change.path, speaker), before: valueText(change.path, change.before, speaker), after: valueText(change.path, change.after, speaker) }];
  });
}

/** Whom an HMAC stands for, where that is known. */
export function nameOf(hmac: string, { words, named }: Pick<Speaker, 'words' | 'named'>): string {
  return named.find((person) => person.hmac === hmac)?.email ?? words.users.unknown(hmac.slice(0, 8));
}

/** What came or went as a whole, field by field. */
function apart(change: FlagChange): FlagChange[] {
  const { path, before, after } = change;
  const [a, b] = [plain(before), plain(after)];
  if (path[0] === 'cleanupRequests' || (!a && !b) || (before != null && !a) || (after != null && !b)) return [change];
  const inner = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])];
  return inner.flatMap((name) => apart({ path: [...path, name], ...(a && { before: a[name] }), ...(b && { after: b[name] }) }));
}

function plain(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function labelOf(path: readonly string[], { words }: Speaker): string {
  const [first = '', second = '', third = ''] = path;
  if (first === 'settings') return (words.fields as Partial<Record<string, string>>)[second] ?? path.join('.');
  if (first === 'notice') return words.fields[noticeField(path)] ?? path.join('.');
  if (first === 'cleanupRequests') return words.changes.cleanup;
  if (first === 'flags' && second === 'enableOfflineRecording') {
    if (third === 'internalUsers') return words.changes.internalUser;
    if (third === 'phases') return `${words.changes.phases} ${path.slice(3).join('.')}`.trim();
    const known: Partial<Record<string, string>> = { kill: words.fields.standing, percent: words.fields.percent, whenOff: words.fields.whenOff, default: words.changes.default };
    if (path.length === 3 && known[third] !== undefined) return known[third];
  }
  return path.join('.');
}

function noticeField(path: readonly string[]): FieldName {
  const place = path.slice(1).join('.');
  if (place === 'text.en') return 'noticeEn';
  if (place === 'text.es') return 'noticeEs';
  return place === 'level' ? 'noticeLevel' : 'noticeUntil';
}

function valueText(path: readonly string[], value: unknown, speaker: Speaker): string | null {
  if (value === undefined || value === null) return null;
  const { words } = speaker;
  const place = path.join('.');
  const last = path.at(-1) ?? '';
  if (typeof value === 'string' && HMAC.test(value)) return nameOf(value, speaker);
  if (last === 'kill') return value === true ? words.glance.off : words.standing.on;
  if (last === 'percent' && typeof value === 'number') return words.percent(value);
  if (last === 'whenOff' && typeof value === 'string') return value === 'drain' ? words.whenOff.drain : words.whenOff.hold;
  if (place === 'notice.untilMs' && typeof value === 'number') return speaker.dayAndTime(value);
  if (place === 'notice.level') return value === 'warning' ? words.notice.warning : words.notice.info;
  const setting = path[0] === 'settings' && SETTING_NAMES.find((name) => name === last);
  if (setting && typeof value === 'number') return words.units[UNIT_OF[setting].unit](value / UNIT_OF[setting].factor);
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  const cleanup = path[0] === 'cleanupRequests' ? plain(value) : undefined;
  if (cleanup && typeof cleanup.user === 'string') return `${nameOf(cleanup.user, speaker)}: ${String(cleanup.what)}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
