import { ascii, type Bytes } from '../bytes.ts';
import { Failure, Stale } from '../failures.ts';
import { manifestFault, manifestText, type Manifest } from '../manifest.ts';
import type { RecordingId } from '../names.ts';
import type { Digest, RecordingStore } from '../ports.ts';
import type { Gap, Mark, PrivateText, Recording, Segment, Take } from '../recording.ts';

/** What a person and the interruptions have added to the audio. */
export interface RecordingDetails {
  marks: readonly Mark[];
  gaps: readonly Gap[];
  texts: readonly PrivateText[];
}

/** The manifest of a recording that has ended and lies in segments as a whole. */
export function buildManifest(recording: Recording, takes: readonly Take[], segments: readonly Segment[], details: RecordingDetails): Manifest {
  const { quality, consent } = recording;
  return {
    version: 1,
    ownerId: recording.ownerId,
    recordingId: recording.id,
    startedAtMs: recording.startedAtMs,
    endedAtMs: recording.endedAtMs ?? recording.heartbeatAtMs,
    serverOffsetMs: recording.serverOffsetMs,
    partial: recording.partial,
    takes: takes
      .filter((take) => take.chunkCount > 0)
      .map(({ take, mimeType, codec, chunkCount, durationMs, startedAtMs, ended, cause, wrappedKeys }) => ({
        take,
        mimeType,
        codec,
        firstChunk: 0,
        lastChunk: chunkCount - 1,
        durationMs,
        startedAtMs,
        ended: ended ?? 'recovered',
        ...(cause === undefined ? {} : { cause }),
        wrappedKeys,
      })),
    gaps: details.gaps.map(({ afterTake, startedAtMs, endedAtMs, cause }) => ({ afterTake, startedAtMs, endedAtMs, cause })),
    marks: details.marks.map(({ mark, take, atMs }) => ({ mark, take, atMs })),
    segments: segments.map(({ seq, bytes, sha256, ranges }) => ({ seq, bytes, sha256, ranges })),
    texts: details.texts
      .filter(({ amends }) => !amends)
      .map(({ kind, mark, version, iv, sealed, wrappedKeys }) => ({ kind, ...(mark === undefined ? {} : { mark }), version, iv, sealed, wrappedKeys })),
    consent: consent ? { textVersion: consent.textVersion, atMs: consent.atMs } : null,
    appVersion: recording.appVersion,
    flags: recording.flags,
    ...(quality && { quality: { preset: quality.preset, bitsPerSecond: quality.bitsPerSecond, processing: quality.processing } }),
  };
}

/**
 * Freezes the manifest of a recording with its hash, before anybody is told of it. A no-op when somebody else was
 * quicker, or has edited the recording meanwhile: it is frozen at the next try then. @throws Failure('data_corrupt') when its segments do not cover its takes.
 */
export async function freezeManifest(deps: { store: RecordingStore; digest: Digest }, id: RecordingId): Promise<void> {
  const recording = await deps.store.get(id);
  if (!recording || recording.manifestSha256 !== null) return;
  const [takes, segments] = [await deps.store.takes(id), await deps.store.segments(id)];
  const details = { marks: await deps.store.marks(id), gaps: await deps.store.gaps(id), texts: await deps.store.texts(id) };
  const manifest = buildManifest(recording, takes, segments, details);
  const fault = manifestFault(manifest);
  if (fault) throw new Failure('data_corrupt', { detail: fault });
  const bytes: Bytes = ascii(escaped(manifestText(manifest)));
  try {
    // What was read after the recording's row is no older than it; an edit in between is found here.
    await deps.store.freeze(id, await deps.digest.sha256(bytes), bytes, recording.edits ?? 0);
  } catch (error) {
    if (!(error instanceof Stale)) throw error;
  }
}

/** JSON with every character beyond ASCII as an escape: the same text, and its UTF-8 bytes are plain. */
function escaped(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
