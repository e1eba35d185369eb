import { MOMENTS } from './plan.ts';
import type { Verdict } from './verdict.ts';

/** The figures of a run as Markdown: all kills, and by moment. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const rows = [['all', verdicts] as const, ...MOMENTS.map((moment) => [moment, verdicts.filter(({ round }) => round.moment === moment)] as const)];
  const head = ['Killed while', 'Kills', 'Recordings', 'Called saved', 'of that missing', 'Sound lost, median', 'Sound lost, most', 'Recordings doubled', 'Recordings missing'];
  return [head, head.map(() => '---'), ...rows.filter(([, some]) => some.length > 0).map(([name, some]) => cells(name, some))].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells(name: string, verdicts: readonly Verdict[]): string[] {
  const seconds = (some: readonly number[]): string => `${some.reduce((sum, one) => sum + one, 0).toFixed(2)} s`;
  const lost = verdicts.flatMap(({ lostS }) => (lostS === null ? [] : [lostS])).toSorted((a, b) => a - b);
  return [
    name,
    String(verdicts.length),
    String(verdicts.filter(({ lostS }) => lostS !== null).length),
    seconds(verdicts.map(({ shownS }) => shownS)),
    seconds(verdicts.map(({ missingS }) => missingS)),
    lost.length === 0 ? '' : seconds([lost[Math.floor(lost.length / 2)]!]),
    lost.length === 0 ? '' : seconds([lost.at(-1)!]),
    String(verdicts.reduce((sum, { doubled }) => sum + doubled, 0)),
    String(verdicts.filter(({ missing }) => missing).length),
  ];
}
