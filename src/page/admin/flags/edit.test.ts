import * as v from 'valibot';
import { expect, test } from 'vitest';
import { changesBetween } from '../../../core/flags/changes.ts';
import type { FlagDocument } from '../../../wire/flags.ts';
import { writtenFlagDocument } from '../../../wire/writtenflags.ts';
import { editOf } from './edit.ts';
import { countChanges, formOf, localTime, type FieldName, type Form } from './form.ts';
import { changedByBoth, rebased } from './rebase.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const [ANA, BEN] = ['a'.repeat(64), 'b'.repeat(64)];
const BASE: FlagDocument = {
  version: 7,
  updatedAt: '2026-01-01T00:00:00.000Z',
  newer: { field: 1 },
  flags: { enableOfflineRecording: { kill: false, default: false, percent: 10, internalUsers: [ANA, BEN], whenOff: 'hold', newer: 2 }, other: { kill: true } },
  settings: { pollSeconds: 30, newer: 3 },
};
const edited = (fields: Partial<Record<FieldName, string>>, base = BASE, more: Partial<Form> = {}): Form => ({ ...formOf(base), ...more, fields: { ...formOf(base).fields, ...fields } });
const changesOf = (form: Form, base = BASE) => {
  const { draft, faults } = editOf(form, base, NOW_MS);
  expect(faults).toEqual([]);
  expect(v.is(writtenFlagDocument, draft.document)).toBe(true);
  return changesBetween(base, draft.document);
};

test('[ADM3] R33 a form that nobody has touched changes nothing, whatever the document holds', () => {
  const odd: FlagDocument = { ...BASE, settings: { retentionDays: 'seven', minFreeBytes: 1000, wifiOnlyOverBytes: null, segmentSeconds: 9999 }, notice: { id: 1 }, cleanupRequests: 5 };
  for (const base of [BASE, odd, { ...BASE, settings: ['list'] }]) {
    expect(editOf(formOf(base), base, NOW_MS)).toEqual({ draft: { document: base }, faults: [] });
    expect(countChanges(formOf(base), base)).toBe(0);
  }
});

test('[ADM3] R30 R33 an edit changes what was edited and keeps all else, also what this build does not know', () => {
  expect(changesOf(edited({ percent: '50' }))).toEqual([{ path: ['flags', 'enableOfflineRecording', 'percent'], before: 10, after: 50 }]);
  expect(changesOf(edited({ standing: 'off' }))).toEqual([{ path: ['flags', 'enableOfflineRecording', 'kill'], before: false, after: true }]);
  expect(changesOf(edited({ percent: '100' })).map(({ path }) => path.at(-1))).toEqual(['default', 'percent']);
  const settings = changesOf(edited({ pollSeconds: '', segmentSeconds: '20', minFreeBytes: '0,5', localPlayback: 'off' }));
  expect(Object.fromEntries(settings.map(({ path, before, after }) => [path.join('.'), [before, after]]))).toEqual({
    'settings.pollSeconds': [30, undefined],
    'settings.minFreeBytes': [undefined, 524_288],
    'settings.segmentSeconds': [undefined, 20],
    'settings.localPlayback': [undefined, false],
  });
  expect(changesOf(edited({}, BASE, { internalUsers: [BEN] }))).toEqual([{ path: ['flags', 'enableOfflineRecording', 'internalUsers', ANA], before: ANA }]);
  expect(editOf(edited({}, BASE, { addInternal: ['c@clinic.example'] }), BASE, NOW_MS).draft).toEqual({ document: BASE, addInternal: ['c@clinic.example'] });
});

test('[ADM3] R33 switched off and on again it is where it was', () => {
  const off = editOf(edited({ standing: 'off' }), BASE, NOW_MS).draft.document;
  expect(editOf(edited({ standing: 'on' }, off), off, NOW_MS).draft.document).toEqual(BASE);
});

test.each<[Partial<Record<FieldName, string>>, object]>([
  [{ percent: '' }, { field: 'percent', code: 'number' }],
  [{ percent: '12,5' }, { field: 'percent', code: 'whole', min: 0, max: 100 }],
  [{ percent: '101' }, { field: 'percent', code: 'whole', min: 0, max: 100 }],
  [{ pollSeconds: '1e3' }, { field: 'pollSeconds', code: 'number' }],
  [{ pollSeconds: '4' }, { field: 'pollSeconds', code: 'whole', min: 5, max: 3600 }],
  [{ bitsPerSecond: '200' }, { field: 'bitsPerSecond', code: 'range', min: 12, max: 128 }],
  [{ wifiOnlyOverBytes: '-1' }, { field: 'wifiOnlyOverBytes', code: 'range', min: 0, max: 10_240 }],
  [{ noticeEn: 'Hello' }, { field: 'noticeEs', code: 'missing' }],
  [{ noticeEn: 'Hello', noticeEs: 'x'.repeat(281) }, { field: 'noticeEs', code: 'too_long' }],
  [{ noticeEn: 'Ask a@b.example', noticeEs: 'Hola' }, { field: 'noticeEn', code: 'email' }],
  [{ noticeEn: 'Hello', noticeEs: 'Hola' }, { field: 'noticeUntil', code: 'date' }],
  [{ noticeEn: 'Hello', noticeEs: 'Hola', noticeUntil: '2020-01-01T00:00' }, { field: 'noticeUntil', code: 'past' }],
])('[ADM3] R33 %j is told as a fault of its field and changes nothing', (fields, fault) => {
  const edit = editOf(edited(fields), BASE, NOW_MS);
  expect(edit.faults).toEqual([fault]);
  expect(changesBetween(BASE, edit.draft.document)).toEqual([]);
});

test('[ADM3] R33 a notice with another text is a new notice, and the same one for longer is not', () => {
  const untilMs = NOW_MS + 3_600_500;
  const base: FlagDocument = { ...BASE, notice: { id: 'n1', text: { en: 'Hello', es: 'Hola', fr: 'Salut' }, level: 'info', untilMs, newer: 4 } };
  const noticeOf = (fields: Partial<Record<FieldName, string>>) => editOf(edited(fields, base), base, NOW_MS).draft.document.notice;
  expect(noticeOf({ noticeEn: 'Bye' })).toEqual({ id: 'v8', text: { en: 'Bye', es: 'Hola' }, level: 'info', untilMs, newer: 4 });
  const later = localTime(untilMs + 86_400_000);
  expect(noticeOf({ noticeUntil: later })).toMatchObject({ id: 'n1', untilMs: new Date(later).getTime() });
  expect(noticeOf({ noticeEn: '', noticeEs: '' })).toBeNull();
});

test('[ADM5] R33 an edit on top of what another has saved keeps both, and tells what both have changed', () => {
  const mine = edited({ percent: '50', segmentSeconds: '20', pollSeconds: 'soon' }, BASE, { internalUsers: [BEN], addInternal: ['c@clinic.example'] });
  const carl = 'c'.repeat(64);
  const current: FlagDocument = { ...BASE, version: 9, flags: { ...BASE.flags, enableOfflineRecording: { ...BASE.flags.enableOfflineRecording, kill: true, percent: 33, internalUsers: [ANA, BEN, carl] } }, settings: { retentionDays: 3, pollSeconds: 30 } };
  const { fields, internalUsers, addInternal } = rebased(mine, BASE, current);
  expect(fields).toMatchObject({ standing: 'off', percent: '50', segmentSeconds: '20', pollSeconds: 'soon', retentionDays: '3' });
  expect([internalUsers, addInternal]).toEqual([[BEN, carl], ['c@clinic.example']]);
  expect(changedByBoth(mine, BASE, current)).toEqual(['percent']);
});
