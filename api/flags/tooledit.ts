import { flagAt, flagKilled, SCHEDULE } from '../../src/core/flags/phases.ts';
import { SETTINGS } from '../../src/core/flags/settings.ts';
import { phasesOf, type FlagDocument } from '../../src/wire/flags.ts';
import type { PersonHmac } from './personhmac.ts';
import { FlagToolError } from './toolparts.ts';

/** What a person at a terminal wants to be different. */
export interface ToolEdit {
  /** `percent=10`, `pollSeconds=30`, `notice=null`, `theme.colour="red"`, `notice=` */
  assignments: readonly string[];
  /** `off`, the name of a phase, or a percentage. */
  phase?: string | undefined;
  /** E-mail addresses of people to take out. */
  removeInternal?: readonly string[] | undefined;
}

const FLAG_FIELDS = ['kill', 'default', 'percent', 'bucketing', 'whenOff', 'phases'];

/** `document` with `edit`; not checked as a document. @throws FlagToolError when the edit itself makes no sense */
export function toolEdited(document: FlagDocument, edit: ToolEdit, personHmac: PersonHmac): unknown {
  const { enableOfflineRecording: flag } = document.flags;
  const gone = new Set((edit.removeInternal ?? []).map((email) => personHmac.of(email)));
  for (const email of edit.removeInternal ?? []) {
    if (!flag.internalUsers?.includes(personHmac.of(email) ?? '')) throw new FlagToolError(`${email} is not among the internal users.`);
  }
  const phased = edit.phase === undefined ? flag : inPhase(document, edit.phase);
  const internalUsers = flag.internalUsers?.filter((hmac) => !gone.has(hmac));
  let edited: unknown = { ...document, flags: { ...document.flags, enableOfflineRecording: { ...phased, ...(internalUsers && { internalUsers }) } } };
  for (const assignment of edit.assignments) {
    const [, name, text] = /^([^=]+)=([\s\S]*)$/.exec(assignment) ?? [];
    if (name === undefined || text === undefined) throw new FlagToolError(`${assignment}: meant is NAME=VALUE, such as percent=10.`);
    edited = assigned(edited, pathOf(name), text === '' ? undefined : valueOf(text));
  }
  return edited;
}

function inPhase(document: FlagDocument, name: string): FlagDocument['flags']['enableOfflineRecording'] {
  const { enableOfflineRecording: flag } = document.flags;
  if (name === 'off') return flagKilled(flag);
  const phases = phasesOf(document, SCHEDULE);
  const percent = phases.find((phase) => phase.name === name)?.percent ?? (/^\d{1,3}$/.test(name) ? Number(name) : undefined);
  if (percent === undefined || percent > 100) throw new FlagToolError(`There is no phase ${name}. There are: off, ${phases.map((phase) => phase.name).join(', ')}, or a percentage.`);
  return flagAt(flag, percent);
}

function pathOf(name: string): string[] {
  if (FLAG_FIELDS.includes(name)) return ['flags', 'enableOfflineRecording', name];
  return Object.hasOwn(SETTINGS, name) ? ['settings', name] : name.split('.');
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function assigned(target: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  const fields = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {};
  const inside: unknown = Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined;
  const next = rest.length === 0 ? value : assigned(inside, rest, value);
  const others = Object.entries(fields).filter(([key]) => key !== name);
  return Object.fromEntries(next === undefined ? others : [...others, [name, next]]);
}
