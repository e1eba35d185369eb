import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { toneOfSecond } from '../harness/tones.ts';
import { MOMENTS, planOf } from './plan.ts';
import { watchScreen, type Note } from './screenlog.ts';
import { toneFaults } from '../harness/analyse.ts';
import { tableOf } from './table.ts';
import { judge, strangers, type Found, type Round } from './verdict.ts';

// A judge that never finds anything proves nothing: each fault that the rig looks for is planted here.

const AT = 1_700_000_000_000;

/** Heard for 5 s until the kill; the screen called so much saved. */
function round(shownMs: readonly number[] = [2_000, 4_800], change: Partial<Round> = {}): Round {
  const shown = shownMs.map((ms): Note => ({ kind: 'shown', ms, atMs: AT + ms }));
  const base = { number: 1, moment: 'recording', online: false, recordedAtMs: AT, killedAtMs: AT + 5_100, cutsAtS: [], faults: [] } as const;
  return { ...base, cutsAtS: [], faults: [], notes: [{ kind: 'heard', atMs: AT + 100 }, ...shown], ...change };
}

function found(seconds: number, change: Partial<Found> = {}): Found {
  return { recordingId: 'one', startedAtMs: AT + 50, seconds, toneFaults: () => [], ...change };
}

test('[RIG1] what was called saved is archived but for a packet: no fault, and the loss is what was heard beyond', () => {
  for (const seconds of [4.75, 4.8, 5]) {
    const verdict = judge(round(), [found(seconds), found(3, { startedAtMs: AT - 9_000 })]);
    expect(verdict).toMatchObject({ shownS: 4.8, archivedS: seconds, missingS: 0, doubled: 0, missing: false, faults: [] });
    expect(verdict.lostS).toBeCloseTo(5 - seconds);
  }
});

test('[RIG1] a slice less than was called saved, or no archive at all, is a broken promise', () => {
  const short = judge(round(), [found(4.5)]);
  expect(short.missingS).toBeCloseTo(0.3);
  expect(short.faults).toEqual(['4.80 s were called saved and 4.50 s are archived']);
  const gone = judge(round(), [found(4.8, { startedAtMs: AT + 6_000 })]);
  expect(gone).toMatchObject({ missing: true, missingS: 4.8, faults: ['4.80 s were called saved and are in no archive'] });
});

test('[RIG1] nothing called saved and nothing archived is no fault, recorded or not', () => {
  expect(judge(round([]), [])).toMatchObject({ lostS: 5, missing: false, faults: [] });
  expect(judge(round([], { recordedAtMs: null, notes: [] }), [found(4)])).toMatchObject({ lostS: null, faults: [] });
});

test('[RIG2] two archives, more sound than was recorded, and tones out of order are broken promises', () => {
  expect(judge(round(), [found(4.8), found(4.8, { recordingId: 'two' })])).toMatchObject({ doubled: 1, faults: ['archived 2 times'] });
  expect(judge(round(), [found(5.3)]).faults).toEqual(['5.30 s are archived of 5.00 s that were recorded']);
  const broken = found(4.8, { toneFaults: (cutsAtS) => [`second 3 is followed by 3, not at ${cutsAtS.join()}`] });
  expect(judge(round([4_800], { cutsAtS: [2.5] }), [broken]).faults).toEqual(['second 3 is followed by 3, not at 2.5']);
});

test('[RIG2] a pause is not heard, and an archive that belongs to no round is found', () => {
  const notes: Note[] = [
    { kind: 'heard', atMs: AT },
    { kind: 'unheard', atMs: AT + 1_000 },
    { kind: 'heard', atMs: AT + 3_000 },
  ];
  expect(judge(round([], { notes }), []).lostS).toBeCloseTo(3.1);
  const stranger = found(1, { startedAtMs: AT - 1 });
  expect(strangers([round()], [found(4.8), stranger])).toEqual([stranger]);
});

test('[RIG2] a pause within one second is no fault, and a second that is short, doubled or left out elsewhere is one', () => {
  const sound = (...pieces: [second: number, durationS: number][]) => {
    let startS = 0;
    return pieces.map(([second, durationS]) => ({ tone: toneOfSecond(second), durationS, startS: (startS += durationS) - durationS }));
  };
  // 0.15 s of second 2 fell into a pause at 2.5 s.
  const paused = sound([0, 1], [1, 1], [2, 0.85], [3, 1], [4, 0.3]);
  expect(toneFaults(paused, { cutsAtS: [2.5] })).toEqual([]);
  expect(toneFaults(paused, { cutsAtS: [] })).toEqual(['second 2 is too short: 0.85 s at 2.00 s']);
  expect(toneFaults(paused, { cutsAtS: [0.5] })).toHaveLength(1);
  expect(toneFaults(sound([0, 1], [1, 1], [1, 1], [2, 1], [3, 1]), { cutsAtS: [3.5] })).toHaveLength(1);
  expect(toneFaults(sound([0, 1], [1, 1], [3, 1], [4, 1]), { cutsAtS: [3.5] })).toHaveLength(1);
});

test('[RIG3] a screen that takes back what it called saved, and a fault seen before the kill, are broken promises', () => {
  expect(judge(round([4_800, 4_500]), [found(4.8)]).faults).toEqual(['the screen took back what it had called saved']);
  expect(judge(round([4_800], { faults: ['not listed'] }), [found(4.8)]).faults).toEqual(['not listed']);
});

test('[RIG3] every value that a page shows as saved is in the file, and so is the list', async ({ context }) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-rig-'));
  try {
    const file = join(folder, 'screen.ndjson');
    const log = await watchScreen(context, file, 7);
    const page = await context.newPage();
    await page.setContent('<p data-testid="saved" data-saved-ms="0"></p><ul><li data-recording-id="a" data-state="waiting"><time datetime="2023-11-14T22:13:20.000Z"></time><span class="item-amount">1:02 · 9 kB</span></li></ul>');
    await page.evaluate(async () => {
      for (const ms of [300, 600, 900]) {
        document.querySelector('p')!.dataset['savedMs'] = String(ms);
        await new Promise(requestAnimationFrame);
      }
      document.querySelector('p')!.dataset['testid'] = 'stopped-summary';
    });
    await expect.poll(() => log.shownMs()).toBe(900);
    const lines = (await readFile(file, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Note & { round: number });
    expect(lines.every((line) => line.round === 7)).toBe(true);
    expect(lines.flatMap((line) => (line.kind === 'shown' ? [line.ms] : []))).toEqual([0, 300, 600, 900]);
    expect(log.list()).toEqual([{ id: 'a', state: 'waiting', startedAtMs: AT, seconds: 62 }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('[RIG4] a seed gives the same kills again, as many as are asked for and at every moment', () => {
  const plans = planOf(7, 205);
  expect(planOf(7, 205)).toEqual(plans);
  expect(planOf(8, 205)).not.toEqual(plans);
  expect(plans.map(({ length }) => length)).toEqual([...Array.from({ length: 20 }, () => 10), 5]);
  expect(new Set(plans.flat().map(({ moment }) => moment))).toEqual(new Set(MOMENTS));
  for (const { seconds, pauseAtS } of plans.flat()) expect(pauseAtS ?? 0).toBeLessThan(seconds);
});

test('[RIG4] the table sums what is missing and doubled, and tells median and most of what was lost', () => {
  const verdicts = [judge(round(), [found(4.5)]), judge(round(), []), judge(round([4_000], { moment: 'stopping' }), [found(4.8), found(4.8)])];
  const rows = tableOf(verdicts).split('\n').map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()));
  expect(rows[2]).toEqual(['all', '3', '3', '13.60 s', '5.10 s', '0.50 s', '5.00 s', '1', '1']);
  expect(rows.slice(3).map(([name, kills]) => [name, kills])).toEqual([['recording', '2'], ['stopping', '1']]);
});
