import { FlagdCore, MemoryStorage } from '@openfeature/flagd-core';
import { expect, test } from 'vitest';
import { evaluateFlag, type Flag, type Flags } from '../../src/core/flags/evaluate.ts';
import { flagdContext, toFlagd } from '../../src/core/flags/toflagd.ts';
import { createDice, type Dice } from '../simulation/dice.ts';

// flagd's own evaluation of the exported file, as an oracle.

const FEATURE = 'enableOfflineRecording';
const INTERNAL = ['1a', '2b', '3c'].map((byte) => byte.repeat(32));

const document = (flag: Flag) => ({ version: 7, updatedAt: '2026-01-02T03:04:05.678Z', flags: { [FEATURE]: flag } });

const FLAGS: Flag[] = [
  { kill: true, default: true, percent: 100, internalUsers: INTERNAL },
  { kill: false, default: true },
  { kill: false, default: false, internalUsers: INTERNAL },
  ...[0, 1, 10, 37.5, 50, 99, 100].map((percent, i) => ({ kill: false, default: i % 2 === 0, percent, internalUsers: INTERNAL })),
  { kill: false, default: true, percent: 60, bucketing: 'seed32' },
  { kill: false, default: true, percent: 60, bucketing: 'dice', internalUsers: INTERNAL },
];

function anyPerson(dice: Dice) {
  const letters = () => Array.from({ length: 1 + dice.below(12) }, () => dice.pick([...'abcdefghijklmnopqrstuvwxyzABCÉéñß'])).join('');
  return {
    email: dice.chance(0.05) ? dice.pick([undefined, '', ' ']) : `${letters()}.${letters()}@${letters()}.example`,
    internalHmac: dice.chance(0.1) ? dice.pick(INTERNAL) : dice.pick([undefined, '', 'ff'.repeat(32)]),
  };
}

const anyDevice = (dice: Dice) => ({ crashLoop: dice.chance(0.05), override: dice.chance(0.05) ? dice.chance(0.5) : undefined });

function flagd(flags: Flags & { version: number; updatedAt: string }): FlagdCore {
  const core = new FlagdCore();
  core.setConfigurations(JSON.stringify(toFlagd(flags)));
  return core;
}

test('[FLG11] B31 flagd decides from flags.flagd.json as we do, for 20,000 people', () => {
  const dice = createDice(20_000);
  const documents = FLAGS.map((flag) => ({ ours: document(flag), theirs: flagd(document(flag)) }));
  const reasons = new Map<string, number>();
  const mismatches: unknown[] = [];
  for (let i = 0; i < 20_000; i++) {
    const { ours, theirs } = dice.pick(documents);
    const person = anyPerson(dice);
    const device = anyDevice(dice);
    const expected = evaluateFlag(ours, FEATURE, person, device, dice.chance(0.5));
    // The default that stands for an answer which was not found is never right.
    const found = theirs.resolveBooleanEvaluation(FEATURE, !expected.enabled, flagdContext(person, device));
    if (found.value !== expected.enabled || found.variant !== expected.variant) mismatches.push({ ours, person, device, expected, found });
    const seen = `${expected.reason} ${expected.variant}`;
    reasons.set(seen, (reasons.get(seen) ?? 0) + 1);
  }
  expect(mismatches).toEqual([]);
  // Each way to decide was taken, and often.
  for (const seen of ['kill off', 'crash_loop off', 'override off', 'override offline', 'internal offline', 'percentage off', 'percentage offline', 'default off', 'default offline']) {
    expect([seen, (reasons.get(seen) ?? 0) > 100]).toEqual([seen, true]);
  }
});

test('[FLG11] B31 a flag that is not in the document is not in the export, and the version is', () => {
  const exported = toFlagd({ version: 3, updatedAt: '2026-01-02T03:04:05.678Z', flags: {} });
  expect(exported).toEqual({ $schema: 'https://flagd.dev/schema/v0/flags.json', flags: {}, metadata: { version: '3', updatedAt: '2026-01-02T03:04:05.678Z' } });
  expect(flagd(document(FLAGS[0]!)).getFlagSetMetadata()).toMatchObject({ version: '7' });
});

test('[FLG11] B31 each kind of flag is exported as flagd’s own schema wants it', () => {
  const ignore = () => {};
  const strictly = (text: string) => new MemoryStorage({ debug: ignore, info: ignore, warn: ignore, error: ignore }).setConfigurations(text, true);
  for (const flag of FLAGS) expect(strictly(JSON.stringify(toFlagd(document(flag))))).toEqual([FEATURE]);
  expect(() => strictly(JSON.stringify(toFlagd(document(FLAGS[1]!))).replace('"ENABLED"', '"ON"'))).toThrow();
});
