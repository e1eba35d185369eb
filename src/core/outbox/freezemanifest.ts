import { ascii, type Bytes } from '../bytes.ts';
import { Failure, Stale } from '../failures.ts';
import { manifestFault, manifestText, type Manifest } from '../manifest.ts';
import type { RecordingId } from '../names.ts';
import type { Digest, RecordingStore } from '../ports.ts';
import type { Recording, Segment, Take } from '../recording.ts';

/** The manifest of a recording that has ended and lies in segments as a whole. */
export function buildManifest(recording: Recording, takes: readonly Take[], segments: readonly Segment[]): Manifest {
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
      .map(({ take, mimeType, codec, chunkCount, durationMs, startedAtMs, ended, wrappedKeys }) => ({
        take,
        mimeType,
        codec,
        firstChunk: 0,
        lastChunk: chunkCount - 1,
        durationMs,
        startedAtMs,
        ended: ended ?? 'recovered',
        wrappedKeys,
      })),
    gaps: [],
    marks: [],
    segments: segments.map(({ seq, bytes, sha256, ranges }) => ({ seq, bytes, sha256, ranges })),
    texts: [],
    consent: null,
    appVersion: recording.appVersion,
    flags: recording.flags,
  };
}

/**
 * Freezes the manifest of a recording with its hash, before anybody is told of it. A no-op when somebody else was
 * quicker. @throws Failure('data_corrupt') when its segments do not cover its takes.
 */
export async function freezeManifest(deps: { store: RecordingStore; digest: Digest }, id: RecordingId): Promise<void> {
  const recording = await deps.store.get(id);
  if (!recording || recording.manifestSha256 !== null) return;
  const manifest = buildManifest(recording, await deps.store.takes(id), await deps.store.segments(id));
  const fault = manifestFault(manifest);
  if (fault) throw new Failure('data_corrupt', { detail: fault });
  const bytes: Bytes = ascii(escaped(manifestText(manifest)));
  try {
    await deps.store.freeze(id, await deps.digest.sha256(bytes), bytes);
  } catch (error) {
    if (!(error instanceof Stale)) throw error;
  }
}

/** JSON with every character beyond ASCII as an escape: the same text, and its UTF-8 bytes are plain. */
function escaped(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
