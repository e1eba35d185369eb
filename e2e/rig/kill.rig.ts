import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { planOf } from './plan.ts';
import { killProfile } from './profile.ts';
import { tableOf } from './table.ts';
import type { Verdict } from './verdict.ts';

// Kills a real Chromium at random moments and compares the archive with what the screen called saved.

const EVIDENCE = fileURLToPath(new URL('../../.cache/kill-rig', import.meta.url));

test('whatever the screen called saved before a kill is archived once', async ({ page }) => {
  const times = Number(process.env.KILL_RIG_TIMES ?? 3);
  const seed = Number(process.env.KILL_RIG_SEED ?? 1);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const startedAtMs = Date.now();
  const verdicts: Verdict[] = [];
  const faults: string[] = [];
  let planned = 0;
  for (const plans of planOf(seed, times)) {
    const result = await killProfile(plans, { firstNumber: planned + 1, evidenceDir: join(EVIDENCE, `seed-${seed}-${startedAtMs}`), decoder: page, say });
    for (const { round, shownS, archivedS, lostS, faults: broken } of result.verdicts) {
      const figures = lostS === null ? 'nothing recorded' : `called saved ${shownS.toFixed(2)} s, archived ${archivedS.toFixed(2)} s, lost ${lostS.toFixed(2)} s`;
      say(`compared ${round.number}: ${figures}${broken.map((fault) => `\n  BROKEN: ${fault}`).join('')}`);
    }
    planned += plans.length;
    verdicts.push(...result.verdicts);
    faults.push(...result.faults);
  }
  for (const fault of faults) say(`BROKEN: ${fault}`);
  say(`\n${tableOf(verdicts)}\n\nSeed ${seed}, ${verdicts.length} of ${times} kills, ${Math.round((Date.now() - startedAtMs) / 1000)} s.`);
  expect([...faults, ...verdicts.flatMap(({ round, faults: broken }) => broken.map((fault) => `kill ${round.number}: ${fault}`))]).toEqual([]);
  expect(verdicts).toHaveLength(times);
});
