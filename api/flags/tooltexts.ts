import type { FlagChange } from '../../src/core/flags/changes.ts';
import { SCHEDULE, standingOf } from '../../src/core/flags/phases.ts';
import type { FlagChangeRecord, FlagPreview, FlagTally, NamedPerson } from '../../src/wire/flagadmin.ts';
import { phasesOf, type FlagDocument } from '../../src/wire/flags.ts';

/** One line: where the flag stands. */
export function standingText(document: FlagDocument): string {
  const flag = document.flags.enableOfflineRecording;
  const standing = standingOf(flag, phasesOf(document, SCHEDULE));
  if (standing.kind === 'off') return 'OFF for everybody (kill switch)';
  const percent = standing.kind === 'phase' ? standing.phase.percent : standing.percent;
  const who = percent === 0 ? 'internal users only' : percent === 100 ? 'everybody' : `${percent} % of people, and internal users`;
  return standing.kind === 'phase' ? `${who} (phase ${standing.phase.name})` : `${who} (no phase of the schedule)`;
}

/** A document at a glance. */
export function documentLines(document: FlagDocument, change: FlagChangeRecord | null, named: readonly NamedPerson[]): string[] {
  const { internalUsers = [], whenOff } = document.flags.enableOfflineRecording;
  const emails = internalUsers.map((hmac) => nameOf(hmac, named));
  return [
    `Version ${document.version}, ${document.updatedAt}${change ? `, ${changeText(change)}` : ''}`,
    `Offline recorder  ${standingText(document)}`,
    `When off          ${whenOff === 'drain' ? 'what waits is sent' : 'what waits is held'}`,
    `Internal users    ${emails.length === 0 ? 'none' : emails.join(', ')}`,
    `Settings          ${document.settings === undefined ? 'all as built' : JSON.stringify(document.settings)}`,
    ...(document.notice == null ? [] : [`Notice            ${JSON.stringify(document.notice)}`]),
    ...(Array.isArray(document.cleanupRequests) && document.cleanupRequests.length > 0 ? [`Clean-ups         ${document.cleanupRequests.length}`] : []),
  ];
}

/** Who, what and why, on one line. */
export function changeText({ by, kind, returnedTo, why }: FlagChangeRecord): string {
  const what = returnedTo === undefined ? kind : `${kind} to ${returnedTo}`;
  return `${what} by ${by.email ?? by.ownerId ?? by.name ?? 'unknown'}${why === '' ? '' : `: ${why}`}`;
}

/** Changes as lines that begin with + or - or ~. */
export function changeLines(changes: readonly FlagChange[], named: readonly NamedPerson[] = []): string[] {
  return changes.map(({ path, before, after }) => {
    const place = path.map((part) => nameOf(part, named)).join('.');
    if (before === undefined) return `  + ${place}${shown(after, path)}`;
    if (after === undefined) return `  - ${place}${shown(before, path)}`;
    return `  ~ ${place}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
  });
}

export function previewLines({ people, shutOut, now, draft, gaining, losing, lookup }: FlagPreview): string[] {
  return [
    `Of ${people} people who have signed in${shutOut > 0 ? ` (and ${shutOut} shut out)` : ''}:`,
    `  now    ${tallyText(now)}`,
    `  then   ${tallyText(draft)}`,
    `  ${gaining} would get the offline recorder, ${losing} would lose it`,
    ...(lookup
      ? [
          `That person ${lookup.known ? 'has signed in before' : 'has never signed in'}${lookup.shutOut ? ' and is shut out' : ''}; bucket ${lookup.bucket ?? 'none'}`,
          `  now    ${lookup.now.enabled ? 'on' : 'off'} (${lookup.now.reason})`,
          `  then   ${lookup.draft.enabled ? 'on' : 'off'} (${lookup.draft.reason})`,
        ]
      : []),
  ];
}

function tallyText({ on, off, byReason }: FlagTally): string {
  const reasons = byReason.map(({ reason, on: ons, off: offs }) => `${reason} ${ons} on, ${offs} off`).join('; ');
  return `${on} on, ${off} off${reasons === '' ? '' : ` (${reasons})`}`;
}

/** An entry of a list of words is its own value. */
function shown(value: unknown, path: readonly string[]): string {
  return value === path.at(-1) ? '' : ` = ${JSON.stringify(value)}`;
}

/** Whom an HMAC stands for, where that is known; anything else is itself. */
function nameOf(text: string, named: readonly NamedPerson[]): string {
  if (!/^[0-9a-f]{64}$/.test(text)) return text;
  return named.find(({ hmac }) => hmac === text)?.email ?? `unknown ${text.slice(0, 8)}…`;
}
