import { expect, test } from 'vitest';
import type { FlagsVersionAnswer } from '../../../wire/flagadmin.ts';
import type { FlagDocument } from '../../../wire/flags.ts';
import type { AdminApi, WriteAnswer } from '../adminapi.ts';
import { createFlagDesk } from './flagdesk.ts';

const version = (number: number, flag: object = {}, settings: object = {}): FlagsVersionAnswer => ({
  holdfast: 'flags_version',
  version: number,
  etag: `"${number}"`,
  document: { version: number, updatedAt: '2026-01-01T00:00:00.000Z', flags: { enableOfflineRecording: { kill: false, default: false, percent: 10, ...flag } }, settings } as FlagDocument,
  change: null,
  named: [],
});
const written = (answer: FlagsVersionAnswer): WriteAnswer => ({ kind: 'ok', value: { ...answer, holdfast: 'flags_written', changed: true, basedOn: null } });

/** A desk on a server that answers as it is told. */
function setUp(answers: Partial<AdminApi> = {}) {
  let counts = version(1);
  const none = () => Promise.reject(new Error('not asked for'));
  const api: AdminApi = { session: none, history: none, preview: none, people: none, setShutOut: none, save: none, kill: none, returnTo: none, flags: async () => ({ kind: 'ok', value: counts }), countingVersion: async () => counts.version, ...answers };
  const heard: string[] = [];
  const desk = createFlagDesk(api, () => 0, (answer) => {
    heard.push(answer.kind);
    return answer;
  });
  return { desk, heard, nowCounts: (answer: FlagsVersionAnswer) => (counts = answer) };
}

test('[ADM5] R33 after a conflict the edit and its reason are kept, and go on top of what counts', async () => {
  const sent: unknown[] = [];
  const theirs = version(2, { percent: 33 }, { retentionDays: 3 });
  const { desk, nowCounts } = setUp({
    save: async (draft, etag) => {
      sent.push([etag, draft.document, draft.why]);
      const late = sent.length === 1;
      if (late) nowCounts(theirs);
      return late ? { kind: 'conflict', conflict: { code: 'flags_changed', current: theirs, base: version(1), theirs: [] } } : written(version(3, { percent: 10 }, { retentionDays: 3, segmentSeconds: 20 }));
    },
  });
  await desk.load();
  desk.set('segmentSeconds', '20');
  desk.setWhy('as agreed');
  expect(await desk.save()).toBe(false);
  expect([desk.meanwhile.value?.current.version, desk.changes.value, desk.why.value]).toEqual([2, 1, 'as agreed']);
  await desk.onTop();
  expect([desk.meanwhile.value, desk.base.value?.version, desk.changes.value, desk.why.value]).toEqual([null, 2, 1, 'as agreed']);
  expect(await desk.save()).toBe(true);
  expect(sent).toEqual([
    ['"1"', version(1, {}, { segmentSeconds: 20 }).document, 'as agreed'],
    ['"2"', version(2, { percent: 33 }, { retentionDays: 3, segmentSeconds: 20 }).document, 'as agreed'],
  ]);
  expect([desk.changes.value, desk.why.value, desk.done.value]).toEqual([0, '', { kind: 'saved', version: 3, changed: true, withinSeconds: 62, hold: true }]);
});

test('[ADM2] R31 R33 a kill keeps what is being edited', async () => {
  const { desk } = setUp({ kill: async () => written(version(2, { kill: true, whenOff: 'drain' }, { pollSeconds: 5 })) });
  await desk.load();
  desk.set('retentionDays', '3');
  expect(await desk.kill('')).toBe(true);
  expect([desk.form.value?.fields.standing, desk.form.value?.fields.retentionDays, desk.changes.value]).toEqual(['off', '3', 1]);
  expect(desk.done.value).toMatchObject({ kind: 'killed', withinSeconds: 7, hold: false });
});

test('[ADM9] R33 what fails loses nothing of an edit and says why', async () => {
  const { desk, heard } = setUp({ save: async () => ({ kind: 'unanswered' }) });
  await desk.load();
  desk.set('percent', '50');
  desk.setWhy('half');
  expect(await desk.save()).toBe(false);
  expect([desk.trouble.value, desk.changes.value, desk.why.value, desk.busy.value, heard]).toEqual([{ kind: 'unanswered' }, 1, 'half', false, ['ok', 'unanswered']]);
});

test('[ADM3] R33 an edit with a fault is not sent', async () => {
  const { desk, heard } = setUp();
  await desk.load();
  desk.set('percent', 'many');
  expect([await desk.save(), heard]).toEqual([false, ['ok']]);
});

test('[ADM5] R33 another version is taken as soon as it is there; with an edit its person is told instead', async () => {
  const { desk, nowCounts } = setUp();
  await desk.load();
  nowCounts(version(2, { percent: 33 }));
  await desk.follow();
  expect([desk.base.value?.version, desk.form.value?.fields.percent, desk.meanwhile.value]).toEqual([2, '33', null]);
  desk.set('segmentSeconds', '20');
  nowCounts(version(3, { percent: 50 }));
  await desk.follow();
  expect([desk.base.value?.version, desk.form.value?.fields.percent, desk.changes.value]).toEqual([2, '33', 1]);
  expect(desk.meanwhile.value).toMatchObject({ current: { version: 3 }, base: { version: 2 }, theirs: [{ before: 33, after: 50 }] });
  await desk.takeTheirs();
  expect([desk.base.value?.version, desk.changes.value, desk.meanwhile.value]).toEqual([3, 0, null]);
});
