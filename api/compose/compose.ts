import * as v from 'valibot';
import { archiveAudioKey, archiveProblemKey, archiveRecordKey, OWNER_ID, RECORDING_ID } from '../../src/core/names.ts';
import type { OwnerId, RecordingId, Sha256Hex } from '../../src/core/names.ts';
import { archiveRecord, type ArchiveProblem, type ArchiveRecord } from '../../src/wire/archive.ts';
import type { Clock, KeyRing, Log, ObjectStore } from '../ports.ts';
import { ComposeFault } from './composefault.ts';
import { readManifest, readManifestSha256, type StoredManifest } from './readmanifest.ts';
import { remux, type RemuxedFile } from './remux.ts';
import { openSealedSegments } from './sealedsegments.ts';
import { surveyTakes, type SurveyedTake } from './surveytakes.ts';
import { withScratch } from './workdir.ts';

export interface ComposeDeps {
  store: ObjectStore;
  keys: KeyRing;
  clock: Clock;
  log: Log;
  /** A folder on local disk for the file being written, which is plain audio: it is removed whatever happens. */
  workDir: string;
}

const JSON_TYPE = 'application/json';

/**
 * Makes the archive of a completed recording: proves and opens every chunk, joins the takes into seekable files,
 * stores those and, last, `recording.json`. What is already archived is only returned; a run that was cut short is repaired by the next.
 * A fault in the recording itself is stored as `problem.json` and returned.
 * @throws StoreError, or what the key ring or the file system throws: nothing was decided, try again. RangeError on a malformed id.
 */
export async function composeRecording(deps: ComposeDeps, ownerId: OwnerId, recordingId: RecordingId): Promise<ArchiveRecord | ArchiveProblem> {
  if (!OWNER_ID.test(ownerId) || !RECORDING_ID.test(recordingId)) throw new RangeError('not a recording');
  const existing = await storedRecord(deps, ownerId, recordingId);
  if (existing) return existing;
  const manifestSha256 = await readManifestSha256(deps.store, ownerId, recordingId);
  try {
    const manifest = await readManifest(deps.store, ownerId, recordingId, manifestSha256);
    return await withScratch(deps.workDir, (folder) => compose(deps, manifest, manifestSha256, folder));
  } catch (error) {
    if (!(error instanceof ComposeFault)) throw error;
    return storeProblem(deps, { ownerId, recordingId, manifestSha256 }, error);
  }
}

async function compose(deps: ComposeDeps, manifest: StoredManifest, manifestSha256: Sha256Hex, folder: string): Promise<ArchiveRecord> {
  const { store, keys, clock, log } = deps;
  const { ownerId, recordingId } = manifest;
  const openSegment = await openSealedSegments(store, keys, manifest);
  const takes = await surveyTakes(manifest, openSegment);
  warnOfShorter(log, recordingId, takes);
  const files = await remux(takes, openSegment, folder, manifest.startedAtMs);
  if (files.length === 0) throw new ComposeFault('audio_empty', 'there is no audio in it');

  const record = recordOf(manifest, manifestSha256, files, clock());
  for (const [i, { path, extension, mimeType }] of files.entries()) {
    await store.putFile(archiveAudioKey(ownerId, recordingId, i + 1, extension), path, { contentType: mimeType });
  }
  // Before the record, so that no crash leaves both.
  await store.delete(archiveProblemKey(ownerId, recordingId));
  const key = archiveRecordKey(ownerId, recordingId);
  if ((await store.put(key, jsonBytes(record), { contentType: JSON_TYPE, ifAbsent: true })) === 'exists') {
    // Somebody else composed it meanwhile: the audio is the same, byte for byte, and the first record counts.
    return (await storedRecord(deps, ownerId, recordingId)) ?? record;
  }
  log('info', 'recording_archived', { recordingId, files: files.length, seconds: record.seconds });
  return record;
}

async function storedRecord({ store }: ComposeDeps, ownerId: OwnerId, recordingId: RecordingId): Promise<ArchiveRecord | undefined> {
  const bytes = await store.get(archiveRecordKey(ownerId, recordingId));
  return bytes && v.parse(archiveRecord, JSON.parse(new TextDecoder().decode(bytes)));
}

async function storeProblem(
  { store, clock, log }: ComposeDeps,
  about: Pick<ArchiveProblem, 'ownerId' | 'recordingId' | 'manifestSha256'>,
  { code, message, cause }: ComposeFault,
): Promise<ArchiveProblem> {
  const problem: ArchiveProblem = { version: 1, ...about, atMs: clock(), code, detail: message };
  await store.put(archiveProblemKey(about.ownerId, about.recordingId), jsonBytes(problem), { contentType: JSON_TYPE });
  const reason = cause instanceof Error ? { cause: `${cause.name}: ${cause.message}` } : {};
  log('error', 'recording_not_archived', { recordingId: about.recordingId, code, detail: message, ...reason });
  return problem;
}

/** The device promised these seconds to somebody; fewer would be a fault of ours worth knowing. */
function warnOfShorter(log: Log, recordingId: RecordingId, takes: readonly SurveyedTake[]): void {
  for (const { take, durationMs } of takes) {
    if (durationMs < take.durationMs) {
      log('warn', 'take_shorter_than_claimed', { recordingId, take: take.take, durationMs, claimedMs: take.durationMs });
    }
  }
}

function recordOf(manifest: StoredManifest, manifestSha256: Sha256Hex, files: readonly RemuxedFile[], archivedAtMs: number): ArchiveRecord {
  const { ownerId, recordingId, partial, startedAtMs, endedAtMs, takes, gaps, marks, texts, consent, quality } = manifest;
  return {
    version: 1,
    ownerId,
    recordingId,
    manifestSha256,
    archivedAtMs,
    seconds: Math.round(files.reduce((sum, { seconds }) => sum + seconds * 1000, 0)) / 1000,
    files: files.map(({ extension, mimeType, bytes, sha256, seconds, takes }, i) => ({
      name: archiveAudioKey(ownerId, recordingId, i + 1, extension).split('/').at(-1)!,
      mimeType,
      bytes,
      sha256,
      seconds,
      takes,
    })),
    partial,
    startedAtMs,
    endedAtMs,
    takes: takes.map(({ take, startedAtMs: at, durationMs, ended, cause }) => ({ take, startedAtMs: at, durationMs, ended, ...(cause === undefined ? {} : { cause }) })),
    gaps,
    marks,
    texts,
    consent,
    ...(quality && { quality }),
  };
}

function jsonBytes(value: ArchiveRecord | ArchiveProblem): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
