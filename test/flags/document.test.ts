import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { evaluateFlag } from '../../src/core/flags/evaluate.ts';
import { SCHEDULE } from '../../src/core/flags/phases.ts';
import { isSetting, SETTINGS, settingsOf, type SettingName } from '../../src/core/flags/settings.ts';
import { cleanupsOf, flagDocument, noticeOf, phasesOf, type FlagDocument } from '../../src/wire/flags.ts';
import { writtenFlagDocument } from '../../src/wire/writtenflags.ts';
import { documents } from './documents.ts';

const HMAC = 'ab'.repeat(32);
const SEEDED = { version: 1, updatedAt: '2026-01-02T03:04:05.678Z', flags: { enableOfflineRecording: { kill: false, default: true } } };
const FLAG = SEEDED.flags.enableOfflineRecording;
const jsonSchema = JSON.parse(readFileSync(new URL('../../docs/flags.schema.json', import.meta.url), 'utf8')) as {
  properties: { settings: { properties: Record<string, { minimum?: number; maximum?: number; default: unknown }> } };
};

test('[FLG7] B31 a document as it was first seeded may be read and written', () => {
  expect(v.parse(flagDocument, SEEDED)).toEqual(SEEDED);
  expect(v.parse(writtenFlagDocument, SEEDED)).toEqual(SEEDED);
});

test('[FLG7] B31 fields and flags that this build does not know are kept', () => {
  const newer = {
    ...SEEDED,
    theme: 'dark',
    flags: { ...SEEDED.flags, enableTeleportation: { percent: 'all' }, enableOfflineRecording: { ...FLAG, percent: 5, rings: [1] } },
    settings: { pollSeconds: 30, volume: 11 },
    notice: { id: 'n1', text: { en: 'Hello', es: 'Hola', pt: 'Olá' }, level: 'info', untilMs: 5, colour: 'red' },
  };
  expect(v.parse(flagDocument, newer)).toEqual(newer);
  expect(v.parse(writtenFlagDocument, newer)).toEqual(newer);
});

test('[FLG7] a newer form of what can be done without is kept as it is and keeps no kill from arriving', () => {
  const newer = {
    ...SEEDED,
    flags: { enableOfflineRecording: { kill: true, default: true, percent: 50, bucketing: 'murmur', whenOff: 'ask', phases: 'see elsewhere' } },
    settings: ['retentionDays=7'],
    notice: 'Hello',
    cleanupRequests: { all: true },
  };
  const document = v.parse(flagDocument, newer);
  expect(document).toEqual(newer);
  expect(evaluateFlag(document, 'enableOfflineRecording', {}, { crashLoop: false }, true)).toMatchObject({ reason: 'kill', whenOff: 'hold' });
  expect(settingsOf(document.settings)).toEqual(settingsOf(undefined));
  expect([noticeOf(document, 0), cleanupsOf(document, HMAC), phasesOf(document, SCHEDULE)]).toEqual([undefined, [], SCHEDULE]);
});

test.each([
  ['no flag', { ...SEEDED, flags: {} }],
  ['a kill that is no boolean', { ...SEEDED, flags: { enableOfflineRecording: { ...FLAG, kill: 'true' } } }],
  ['a percentage over 100', { ...SEEDED, flags: { enableOfflineRecording: { ...FLAG, percent: 101 } } }],
  ['version 0', { ...SEEDED, version: 0 }],
  ['no date', { ...SEEDED, updatedAt: 'yesterday' }],
])('[FLG7] a document with %s is broken', (_, document) => {
  expect(v.is(flagDocument, document)).toBe(false);
});

test('[FLG9] B31 no e-mail address can be written where a person is meant', () => {
  const written = (user: string) => v.is(writtenFlagDocument, { ...SEEDED, flags: { enableOfflineRecording: { ...FLAG, internalUsers: [user] } } });
  const cleaned = (user: string) => v.is(writtenFlagDocument, { ...SEEDED, cleanupRequests: [{ id: 'c1', user, what: 'expired' }] });
  expect([written(HMAC), cleaned(HMAC)]).toEqual([true, true]);
  for (const user of ['admin@clinicalops.co', 'admin%40clinicalops.co', '1234567890', HMAC.slice(1)]) expect([written(user), cleaned(user)]).toEqual([false, false]);
});

test('[FLG9] B31 docs/flags.schema.json has the bounds and defaults of the settings', () => {
  const inTable = Object.entries(SETTINGS).map(([name, setting]) => [
    name,
    { default: setting.default, ...(setting.kind === 'number' && { minimum: setting.min, maximum: setting.max }) },
  ]);
  const inSchema = Object.entries(jsonSchema.properties.settings.properties).map(([name, setting]) => [
    name,
    { default: setting.default, ...('minimum' in setting && { minimum: setting.minimum, maximum: setting.maximum }) },
  ]);
  expect(Object.fromEntries(inSchema)).toEqual(Object.fromEntries(inTable));
});

test('[FLG9] B31 docs/flags.schema.json takes and refuses the documents that may and may not be written', () => {
  const isByJsonSchema = new Ajv({ allowUnionTypes: true }).compile(jsonSchema);
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(documents, (document) => {
      const found = v.safeParse(writtenFlagDocument, document);
      if (isByJsonSchema(document) !== found.success) throw new Error(JSON.stringify(found.issues ?? isByJsonSchema.errors));
      if (!found.success) return void seen.refused++;
      seen.taken++;
      // Whatever may be written is read as it is.
      expect(v.parse(flagDocument, document)).toEqual(document);
      const given = (document.settings ?? {}) as Record<string, unknown>;
      for (const name of Object.keys(SETTINGS) as SettingName[]) if (name in given) expect(settingsOf(given)[name]).toBe(given[name]);
    }),
    { numRuns: 3_000 },
  );
  expect(seen.taken).toBeGreaterThan(500);
  expect(seen.refused).toBeGreaterThan(500);
});

test('[FLG8] B31 whatever can be read has settings within their bounds, and evaluates', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const found = v.safeParse(flagDocument, document);
      if (!found.success) return;
      for (const [name, value] of Object.entries(settingsOf(found.output.settings))) expect(isSetting(name as SettingName, value)).toBe(true);
      expect(['hold', 'drain']).toContain(evaluateFlag(found.output, 'enableOfflineRecording', {}, { crashLoop: false }, true).whenOff);
    }),
    { numRuns: 1_000 },
  );
});

const withParts = (parts: object): FlagDocument => v.parse(flagDocument, { ...SEEDED, ...parts });

test('[FLG10] B31 a notice is shown until its time, and one that cannot be read is none', () => {
  const notice = { id: 'outage-7', text: { en: 'Sending is slow today.', es: 'Hoy el envío es lento.' }, level: 'warning', untilMs: 1_000 };
  expect(noticeOf(withParts({ notice }), 999)).toEqual(notice);
  expect(noticeOf(withParts({ notice }), 1_000)).toBeUndefined();
  expect(noticeOf(withParts({ notice: { ...notice, text: { en: 'English only' } } }), 0)).toBeUndefined();
  expect([noticeOf(withParts({ notice: null }), 0), noticeOf(undefined, 0)]).toEqual([undefined, undefined]);
});

test('[FLG10] B31 a clean-up is for the person whose HMAC it names, and what cannot be read asks for nothing', () => {
  const mine = { id: 'c1', user: HMAC, what: 'archived' };
  const cleanupRequests = [mine, { ...mine, user: 'cd'.repeat(32) }, { ...mine, what: 'everything' }, 'all'];
  expect(cleanupsOf(withParts({ cleanupRequests }), HMAC)).toEqual([mine]);
  expect([cleanupsOf(withParts({ cleanupRequests }), undefined), cleanupsOf(undefined, HMAC)]).toEqual([[], []]);
});

test('[FLG10] B30 the schedule is the document’s where it can be read, else the users’ own', () => {
  const phases = [{ name: 'all at once', percent: 100, fromDay: 1, toDay: 7, leastDays: 7, leastUploads: 50 }];
  const document = (list: unknown) => withParts({ flags: { enableOfflineRecording: { ...FLAG, phases: list } } });
  expect(phasesOf(document(phases), SCHEDULE)).toEqual(phases);
  for (const list of [[], [{ ...phases[0], percent: 200 }], 'x']) expect(phasesOf(document(list), SCHEDULE)).toBe(SCHEDULE);
});
