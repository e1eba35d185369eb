import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createComposeBench, OWNER_ID, sha256Hex } from '../../test/build/composebench.ts';
import { createTestKeyRing } from '../../test/build/keyring.ts';
import { mediaFixture } from '../../test/build/mediafixture.ts';
import { storeRecording } from '../../test/build/recording.ts';
import { StoreError, type ObjectStore } from '../ports.ts';
import { composeRecording } from './compose.ts';
import { clearScratch } from './workdir.ts';

const ring = await createTestKeyRing();
const takes = [mediaFixture('chromium-opus.webm'), mediaFixture('chromium-opus-paused.webm')];
const WRITES = new Set(['put', 'putFile', 'delete']);

/** A store of which one call, counted from 0, fails: before it did anything, or after it did everything. */
function failing(call: number, when: 'before' | 'after') {
  const calls: string[] = [];
  const wrap = (store: ObjectStore): ObjectStore =>
    new Proxy(store, {
      get(target, name: keyof ObjectStore) {
        const method = (target[name] as (...values: unknown[]) => unknown).bind(target);
        return async (...values: unknown[]) => {
          const isDue = calls.length === call;
          calls.push(name);
          if (isDue && when === 'before') throw new StoreError('out of reach');
          const answer = await method(...values);
          if (isDue) throw new StoreError('the answer was lost');
          return answer;
        };
      },
    });
  return { wrap, calls };
}

test.each(['before', 'after'] as const)('[CMP18] a store that fails %s any one call rejects, and the next run makes the one archive', async (when) => {
  const whole = failing(-1, when);
  const reference = await createComposeBench(ring, whole);
  const { manifest } = await reference.receive({ takes });
  await composeRecording(reference.deps, OWNER_ID, manifest.recordingId);
  expect(whole.calls.filter((name) => WRITES.has(name))).toEqual(['putFile', 'delete', 'put']);

  for (let call = 0; call < whole.calls.length; call++) {
    const bench = await createComposeBench(ring, failing(call, when));
    const { manifest } = await bench.receive({ takes });
    const { recordingId } = manifest;
    await expect(composeRecording(bench.deps, OWNER_ID, recordingId)).rejects.toThrow(StoreError);
    expect(await bench.leftovers()).toEqual([]);
    if (!WRITES.has(whole.calls[call]!)) expect(await bench.archived(recordingId)).toEqual([]);

    const record = await composeRecording(bench.deps, OWNER_ID, recordingId);
    expect(await bench.archived(recordingId)).toEqual(['audio.webm', 'recording.json']);
    expect(record).toMatchObject({ files: [{ sha256: sha256Hex(await bench.file(recordingId, 'audio.webm')) }] });
    expect(JSON.parse(new TextDecoder().decode(await bench.file(recordingId, 'recording.json')))).toEqual(record);
  }
});

test('[CMP18] a key ring out of reach rejects and decides nothing', async () => {
  const unwrap = () => Promise.reject(new Error('throttled'));
  const bench = await createComposeBench(ring, { keys: { ...ring.keys, unwrap } });
  const { manifest } = await bench.receive({ takes });
  await expect(composeRecording(bench.deps, OWNER_ID, manifest.recordingId)).rejects.toThrow('throttled');
  expect(await bench.archived(manifest.recordingId)).toEqual([]);
});

test('[CMP18] a disk that cannot be written to rejects and decides nothing', async () => {
  const bench = await createComposeBench(ring);
  const { manifest } = await bench.receive({ takes });
  const file = join(bench.deps.workDir, 'file');
  await writeFile(file, '');
  await expect(composeRecording({ ...bench.deps, workDir: file }, OWNER_ID, manifest.recordingId)).rejects.toThrow();
  expect(await bench.archived(manifest.recordingId)).toEqual([]);
});

test('[CMP18] a recording that was never completed rejects', async () => {
  const { deps, archived } = await createComposeBench(ring);
  const recordingId = '12345678-1234-4234-8234-123456789abc';
  await expect(composeRecording(deps, OWNER_ID, recordingId)).rejects.toThrow('no manifest.json');
  await expect(composeRecording(deps, OWNER_ID, '../other')).rejects.toThrow(RangeError);
  expect(await archived(recordingId)).toEqual([]);
});

test('[CMP19] what is archived is returned as it is, without reading or writing anything else', async () => {
  const counter = failing(-1, 'before');
  const bench = await createComposeBench(ring, counter);
  const { manifest } = await bench.receive({ takes });
  const record = await composeRecording(bench.deps, OWNER_ID, manifest.recordingId);
  counter.calls.length = 0;
  expect(await composeRecording(bench.deps, OWNER_ID, manifest.recordingId)).toEqual(record);
  expect(counter.calls).toEqual(['get']);
});

test('[CMP19] two that compose at once make one archive, and both return its record', async () => {
  const bench = await createComposeBench(ring);
  const { manifest } = await bench.receive({ takes });
  const [one, other] = await Promise.all([1, 2].map(() => composeRecording(bench.deps, OWNER_ID, manifest.recordingId)));
  expect(one).toEqual(other);
  expect(one).toMatchObject({ files: [{ sha256: sha256Hex(await bench.file(manifest.recordingId, 'audio.webm')) }] });
  expect(await bench.archived(manifest.recordingId)).toEqual(['audio.webm', 'recording.json']);
});

test('[CMP20] a problem that is mended gives way to the archive when composed again', async () => {
  let known = false;
  const keys = { ...ring.keys, unwrap: async (...of: Parameters<typeof ring.keys.unwrap>) => (known ? ring.keys.unwrap(...of) : undefined) };
  const bench = await createComposeBench(ring, { keys });
  const { manifest } = await bench.receive({ takes });
  expect(await composeRecording(bench.deps, OWNER_ID, manifest.recordingId)).toMatchObject({ code: 'key_unknown' });
  known = true;
  expect(await composeRecording(bench.deps, OWNER_ID, manifest.recordingId)).toHaveProperty('files');
  expect(await bench.archived(manifest.recordingId)).toEqual(['audio.webm', 'recording.json']);
});

test('[CMP21] the file being written can be read by its owner only, in a folder only its owner enters', async () => {
  const modes: string[] = [];
  const wrap = (store: ObjectStore): ObjectStore => ({
    ...store,
    async putFile(key, path, options) {
      for (const entry of [path, dirname(path)]) modes.push(((await stat(entry)).mode & 0o777).toString(8));
      await store.putFile(key, path, options);
    },
  });
  const bench = await createComposeBench(ring, { wrap });
  const { manifest } = await bench.receive({ takes });
  await composeRecording(bench.deps, OWNER_ID, manifest.recordingId);
  expect(modes).toEqual(['600', '700']);
  expect(await bench.leftovers()).toEqual([]);
});

test('[CMP21] what a process that died left behind is removed at start, and nothing else', async () => {
  const { deps, leftovers } = await createComposeBench(ring);
  await mkdir(join(deps.workDir, 'compose-x1'));
  await writeFile(join(deps.workDir, 'compose-x1', 'audio-1'), 'sound');
  await writeFile(join(deps.workDir, 'notes'), '');
  await clearScratch(deps.workDir);
  expect(await leftovers()).toEqual(['notes']);
});

test('[CMP22] a take with less audio than its device counted is told to the log, and archived', async () => {
  const bench = await createComposeBench(ring);
  const { manifest, segments } = await bench.receive({ takes: takes.slice(0, 1) });
  const claimed = { ...manifest, takes: manifest.takes.map((take) => ({ ...take, durationMs: take.durationMs + 1 })) };
  const manifestBytes = new TextEncoder().encode(JSON.stringify(claimed));
  await storeRecording(bench.store, { manifest: claimed, manifestBytes, manifestSha256: sha256Hex(manifestBytes), segments });
  await composeRecording(bench.deps, OWNER_ID, manifest.recordingId);
  const { recordingId, takes: [take] } = manifest;
  const fields = { recordingId, take: 0, durationMs: take!.durationMs, claimedMs: take!.durationMs + 1 };
  expect(bench.lines).toMatchObject([{ level: 'warn', event: 'take_shorter_than_claimed', fields }, { event: 'recording_archived' }]);
});
