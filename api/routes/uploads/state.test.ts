import { expect, test } from 'vitest';
import * as v from 'valibot';
import { archiveProblemKey, archiveRecordKey } from '../../../src/core/names.ts';
import { uploadState } from '../../../src/wire/api.ts';
import { archiveProblem, archiveRecord } from '../../../src/wire/archive.ts';
import { ANA, BEN, createTestApp, manifestHash, storeSegments, testRecording } from '../../testapp.ts';

async function setUp() {
  const app = createTestApp();
  const recording = testRecording();
  const { recordingId, manifest } = recording;
  const ask = async () => v.parse(uploadState, await (await app.ana('GET', `/api/uploads/${recordingId}?ownerId=${ANA.ownerId}`)).json());
  const store = (key: string, value: unknown) => app.store.put(key, new TextEncoder().encode(JSON.stringify(value)), { contentType: 'application/json' });
  const complete = async () => {
    await storeSegments(app.store, recording);
    return (await app.ana('POST', `/api/uploads/${recordingId}/complete`, manifest)).json();
  };
  const archive = (manifestSha256: string) => {
    const file = { mimeType: 'audio/webm', bytes: 10, seconds: 1, takes: [1] };
    const { startedAtMs, endedAtMs, gaps, marks, texts, consent, partial } = manifest;
    const same = { startedAtMs, endedAtMs, gaps, marks, texts, consent, partial };
    const files = [
      { ...file, name: 'audio.webm', sha256: 'd'.repeat(64) },
      { ...file, name: 'audio-2.webm', sha256: 'e'.repeat(64) },
    ];
    const record = { version: 1, ownerId: ANA.ownerId, recordingId, manifestSha256, archivedAtMs: 5, seconds: 2, files, ...same };
    return store(archiveRecordKey(ANA.ownerId, recordingId), v.parse(archiveRecord, record));
  };
  const fail = (manifestSha256: string) => {
    const problem = { version: 1, ownerId: ANA.ownerId, recordingId, manifestSha256, atMs: 5, code: 'seal_broken', detail: 'chunk 3' };
    return store(archiveProblemKey(ANA.ownerId, recordingId), v.parse(archiveProblem, problem));
  };
  return { ...app, ...recording, ask, complete, archive, fail, hash: manifestHash(manifest) };
}

test('[API17] a recording of which nothing came has no segments, receipt, archive or problem', async () => {
  const { ask, recordingId, enqueued } = await setUp();
  expect(await ask()).toEqual({ holdfast: 'upload', recordingId, segments: [], receipt: null, archived: null, problem: null });
  expect(enqueued).toEqual([]);
});

test('[API17] the segments that are there are listed', async () => {
  const { ask, manifest, bodies, store } = await setUp();
  await storeSegments(store, { manifest: { ...manifest, segments: manifest.segments.slice(1) }, bodies });
  const { seq, sha256 } = manifest.segments[1]!;
  expect((await ask()).segments).toEqual([{ seq, bytes: bodies[1]!.byteLength, sha256 }]);
});

test('[API17] a received recording shows its receipt and its segments, without the manifest among them', async () => {
  const { ask, complete } = await setUp();
  const receipt = await complete();
  expect(await ask()).toMatchObject({ receipt, segments: [{ seq: 0 }, { seq: 1 }], archived: null, problem: null });
});

test('[API17] an archived recording shows the hash of its first file and all of its seconds', async () => {
  const { ask, complete, archive, hash } = await setUp();
  await complete();
  await archive(hash);
  expect(await ask()).toMatchObject({ archived: { sha256: 'd'.repeat(64), seconds: 2, archivedAtMs: 5 }, problem: null });
});

test('[API17] a recording that compose refused shows why, until it is archived after all', async () => {
  const { ask, complete, archive, fail, hash } = await setUp();
  await complete();
  await fail(hash);
  expect(await ask()).toMatchObject({ archived: null, problem: { code: 'seal_broken', detail: 'chunk 3' } });
  await archive(hash);
  expect(await ask()).toMatchObject({ archived: { seconds: 2 }, problem: null });
});

test('[API30] an archive or a problem counts only for the manifest that was received', async () => {
  const { ask, complete, archive, fail, hash } = await setUp();
  await archive(hash);
  expect((await ask()).archived).toBeNull();
  await complete();
  await archive('f'.repeat(64));
  await fail('f'.repeat(64));
  expect(await ask()).toMatchObject({ archived: null, problem: null });
});

test('[API28] asking for a received recording that is neither archived nor refused gives it to compose again', async () => {
  const { ask, complete, archive, hash, enqueued, recordingId } = await setUp();
  await complete();
  enqueued.length = 0;
  await ask();
  expect(enqueued).toEqual([`${ANA.ownerId}/${recordingId}`]);
  await archive(hash);
  await ask();
  expect(enqueued).toHaveLength(1);
});

test('[API28] asking for a recording that compose refused does not give it to compose again', async () => {
  const { ask, complete, fail, hash, enqueued } = await setUp();
  await complete();
  await fail(hash);
  enqueued.length = 0;
  await ask();
  expect(enqueued).toEqual([]);
});

test('[API7] a recording of somebody else than who is signed in is not shown', async () => {
  const { ben, ana, recordingId } = await setUp();
  for (const response of [
    await ben('GET', `/api/uploads/${recordingId}?ownerId=${ANA.ownerId}`),
    await ana('GET', `/api/uploads/${recordingId}?ownerId=${BEN.ownerId}`),
  ]) {
    expect([response.status, await response.json()]).toEqual([409, expect.objectContaining({ code: 'owner_mismatch' })]);
  }
});

test.each(['', '?ownerId=', '?ownerId=ana', `?ownerId=${'a'.repeat(31)}/`])('[API9] asking with %j is a bad request', async (query) => {
  const { ana, recordingId } = await setUp();
  expect((await ana('GET', `/api/uploads/${recordingId}${query}`)).status).toBe(400);
});
