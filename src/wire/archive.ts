import * as v from 'valibot';
import { manifest, ownerId, recordingId, sha256, timeMs } from './api.ts';

/** What `manifest.json`, the pointer that is written once, holds. */
export const manifestPointer = v.looseObject({ manifestSha256: sha256, receivedAtMs: timeMs });
export type ManifestPointer = v.InferOutput<typeof manifestPointer>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `archive/…/recording.json`: what was archived. Written after the audio; its presence means "archived". */
export const archiveRecord = v.looseObject({
  version: v.literal(1),
  ownerId,
  recordingId,
  manifestSha256: sha256,
  archivedAtMs: timeMs,
  seconds: v.pipe(v.number(), v.minValue(0)),
  /** In playing order. `takes` are the numbers of the takes that a file joins. */
  files: v.array(
    v.looseObject({ name: v.string(), mimeType: v.string(), bytes: count, sha256, seconds: v.number(), takes: v.array(count) }),
  ),
  partial: v.boolean(),
  startedAtMs: timeMs,
  endedAtMs: timeMs,
  /** What marks and gaps refer to; archives of older services have none. A take without audio is in no file. */
  takes: v.exactOptional(
    v.array(v.looseObject({ take: count, startedAtMs: timeMs, durationMs: count, ended: v.string(), cause: v.exactOptional(v.string()) })),
  ),
  gaps: manifest.entries.gaps,
  marks: manifest.entries.marks,
  texts: manifest.entries.texts,
  consent: manifest.entries.consent,
  quality: manifest.entries.quality,
});
export type ArchiveRecord = v.InferOutput<typeof archiveRecord>;

/** `archive/…/problem.json`: why there is no archive. */
export const archiveProblem = v.looseObject({
  version: v.literal(1),
  ownerId,
  recordingId,
  manifestSha256: sha256,
  atMs: timeMs,
  code: v.picklist([
    'manifest_unreadable',
    'segment_missing',
    'segment_corrupt',
    'key_unknown',
    'seal_broken',
    'chunks_incomplete',
    'audio_unreadable',
    'audio_empty',
  ]),
  detail: v.string(),
});
export type ArchiveProblem = v.InferOutput<typeof archiveProblem>;
