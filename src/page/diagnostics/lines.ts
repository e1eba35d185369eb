import type { Formats } from '../i18n/formats.ts';
import type { diagnosticsEnglish } from './english.ts';
import { ABILITIES, PERMISSIONS, type Report } from './report.ts';

type Words = typeof diagnosticsEnglish;

export interface Section {
  title: string;
  lines: { number: number; text: string }[];
}

/** Below this the clock counts as right: an answer takes its time. */
const CLOCK_SLACK_MS = 2_000;

/** What a report says, in sections of short lines that are numbered through. */
export function sectionsOf(report: Report, words: Words, formats: Formats): Section[] {
  const yesNo = (value: boolean | null) => (value === null ? words.unknown : value ? words.yes : words.no);
  const { app, person, keeping, browser, errors } = words;
  const { worker, flags, storage } = report;
  const section = (title: string, lines: readonly (readonly [string, string] | null)[]) => ({ title, lines: lines.flatMap((line) => (line ? [line.join(': ')] : [])) });
  const state = worker.state === null ? words.unknown : app.workerStates[worker.state];
  return numbered([
    section(app.title, [
      [app.version, report.version],
      [app.build, report.build ?? words.unknown],
      [app.worker, worker.state === 'none' ? state : app.controls(state, worker.controls)],
      worker.state === 'none' ? null : [app.workerBuild, worker.build ?? words.unknown],
      [app.update, yesNo(worker.updateWaits)],
      [app.installed, yesNo(report.installed)],
      [app.browser, report.browser],
      [app.system, report.system],
      [app.language, report.language],
      [app.timeZone, report.timeZone],
      [app.flags, flags ? app.flagsAre(String(flags.version), flags.variant) : words.unknown],
    ]),
    section(person.title, [
      [person.signedIn, report.signIn === null ? words.unknown : person.signIn[report.signIn]],
      report.owner === null ? null : [person.owner, report.owner],
      [person.server, person.reach[report.reach]],
      [person.clock, clock(report.clockOffsetMs, words)],
    ]),
    section(keeping.title, [
      [keeping.used, storage ? keeping.of(formats.size(storage.usedBytes), formats.size(storage.quotaBytes)) : words.unknown],
      [keeping.persisted, yesNo(storage?.persisted ?? null)],
      ...queue(report, words, formats),
    ]),
    section(browser.title, [[browser.records, report.recorderTypes.join(', ') || words.none], ...ABILITIES.map((name) => [browser.abilities[name], yesNo(report.abilities[name])] as const)]),
    section(
      browser.permissionsTitle,
      PERMISSIONS.map((name) => {
        const state = report.permissions[name];
        return [browser.permissions[name], state === null ? words.unknown : browser.permissionStates[state]];
      }),
    ),
    {
      title: errors.title,
      lines: report.errors === null ? [words.unknown] : report.errors.length === 0 ? [words.none] : report.errors.map(({ timestamp, event, facts }) => [timestamp, event, facts].filter(Boolean).join(' ')),
    },
  ]);
}

function numbered(sections: readonly { title: string; lines: readonly string[] }[]): Section[] {
  let number = 0;
  return sections.map(({ title, lines }) => ({ title, lines: lines.map((text) => ({ number: (number += 1), text })) }));
}

function clock(offsetMs: number | null, { unknown, person }: Words): string {
  if (offsetMs === null) return unknown;
  if (Math.abs(offsetMs) < CLOCK_SLACK_MS) return person.right;
  const seconds = String(Math.round(Math.abs(offsetMs) / 1000));
  return offsetMs > 0 ? person.ahead(seconds) : person.behind(seconds);
}

function queue({ queue: found, atMs }: Report, words: Words, formats: Formats): (readonly [string, string])[] {
  const { keeping } = words;
  if (found === null) return [[keeping.hidden, words.unknown]];
  if (found.hidden) return [[keeping.hidden, found.any ? keeping.hiddenAny : words.none]];
  const counts = Object.entries(found.byState).map(([state, count]) => `${count} ${keeping.states[state as keyof typeof keeping.states]}`);
  return [
    [keeping.hidden, counts.join(', ') || words.none],
    [keeping.unsent, formats.size(found.unsentBytes)],
    [keeping.oldest, found.oldestUnsentAtMs === null ? words.none : formats.dayAndTime(found.oldestUnsentAtMs, atMs)],
    [keeping.unreadable, String(found.unreadable)],
    [keeping.others, found.others ? words.yes : words.no],
  ];
}

/** The same as a text, with the numbers that stand on the screen. */
export function textOf(sections: readonly Section[], heading: string): string {
  const parts = sections.map(({ title, lines }) => [title, ...lines.map(({ number, text }) => `${number}. ${text}`)].join('\n'));
  return `${[heading, ...parts].join('\n\n')}\n`;
}
