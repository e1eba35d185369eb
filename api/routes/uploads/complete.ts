import { createHash } from 'node:crypto';
import type { Handler } from 'hono';
import * as v from 'valibot';
import type { Bytes } from '../../../src/core/bytes.ts';
import { MAX_RECORDING_MS, manifestFault } from '../../../src/core/manifest.ts';
import { ingestPrefix, manifestKey, manifestPointerKey, segmentKey, type OwnerId, type RecordingId, type Sha256Hex } from '../../../src/core/names.ts';
import { MAX_MANIFEST_BYTES, manifest as manifestSchema } from '../../../src/wire/api.ts';
import type { ManifestPointer } from '../../../src/wire/archive.ts';
import { checked, parseJson, readBody, requireJson } from '../../body.ts';
import type { AppDeps } from '../../deps.ts';
import { StoreError, type ObjectStore } from '../../ports.ts';
import { ProblemError } from '../../problem.ts';
import { requireOwner, uploaders } from '../../signedin.ts';
import { storedJson } from '../../storedjson.ts';
import { receiptOf, received } from './received.ts';
import { recordingIdIn } from './recordingidin.ts';

type CheckedManifest = v.InferOutput<typeof manifestSchema>;

const JSON_TYPE = { contentType: 'application/json', ifAbsent: true };
/** Whose it is says the manifest, and is checked before the rest of it: one that was received already needs no more. */
const owned = v.looseObject({ ownerId: manifestSchema.entries.ownerId });
const lengths = v.looseObject({ takes: v.array(v.looseObject({ durationMs: v.number() })) });

/**
 * `POST /api/uploads/{recordingId}/complete`: takes in the manifest, once, when all of its segments are there.
 * The pointer is asked before anything but the owner: who has a receipt gets it again, whatever became of the segments since.
 */
export function complete(deps: AppDeps): Handler {
  const { sessions, store, compose } = deps;
  return async (c) => {
    const owners = await uploaders(sessions, c.req.raw);
    const recordingId = recordingIdIn(c);
    requireJson(c.req.raw);
    const bytes = await readBody(c.req.raw, MAX_MANIFEST_BYTES);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const value = parseJson(bytes);
    const { ownerId } = checked(owned, value, 'invalid_manifest');
    requireOwner(owners, ownerId);
    const before = await received(store, ownerId, recordingId);
    if (before?.manifestSha256 !== sha256) {
      const manifest = checkManifest(value, recordingId);
      if (before) throw await differs(store, ownerId, recordingId, before);
      await requireSegments(store, manifest);
    }
    const pointer = before ?? (await file(deps, ownerId, recordingId, bytes, sha256));
    if (pointer.manifestSha256 !== sha256) throw await differs(store, ownerId, recordingId, pointer);
    compose.enqueue(ownerId, recordingId);
    return c.json(receiptOf(recordingId, pointer));
  };
}

/** The manifest in `value`. @throws ProblemError when it is none, does not add up, or is of another recording. */
function checkManifest(value: unknown, recordingId: RecordingId): CheckedManifest {
  const read = v.safeParse(lengths, value);
  if (read.success && read.output.takes.reduce((sum, { durationMs }) => sum + durationMs, 0) > MAX_RECORDING_MS) {
    throw new ProblemError('recording_too_long', { detail: `more than ${MAX_RECORDING_MS} ms` });
  }
  const manifest = checked(manifestSchema, value, 'invalid_manifest');
  if (manifest.recordingId !== recordingId) throw new ProblemError('invalid_manifest', { detail: 'of another recording than the address says' });
  const fault = manifestFault(manifest);
  if (fault !== undefined) throw new ProblemError('invalid_manifest', { detail: fault });
  return manifest;
}

/** @throws ProblemError `segments_missing` with the numbers of those that are not there in full. */
async function requireSegments(store: ObjectStore, { ownerId, recordingId, segments }: CheckedManifest): Promise<void> {
  const there = new Map<string, number>();
  for await (const { key, bytes } of store.list(ingestPrefix(ownerId, recordingId))) there.set(key, bytes);
  const missing = segments
    .filter(({ seq, bytes, sha256 }) => there.get(segmentKey(ownerId, recordingId, seq, sha256)) !== bytes)
    .map(({ seq }) => seq);
  if (missing.length > 0) throw new ProblemError('segments_missing', { missing });
}

/** Writes the manifest and then the pointer, each only where there is none, and returns the pointer that counts. */
async function file(
  { store, clock }: AppDeps,
  ownerId: OwnerId,
  recordingId: RecordingId,
  bytes: Bytes,
  sha256: Sha256Hex,
): Promise<ManifestPointer> {
  await store.put(manifestKey(ownerId, recordingId, sha256), bytes, JSON_TYPE);
  const pointer: ManifestPointer = { manifestSha256: sha256, receivedAtMs: clock() };
  const body: Bytes = new TextEncoder().encode(JSON.stringify(pointer));
  if ((await store.put(manifestPointerKey(ownerId, recordingId), body, JSON_TYPE)) === 'stored') return pointer;
  const theirs = await received(store, ownerId, recordingId);
  if (!theirs) throw new StoreError('a pointer is there and is not');
  return theirs;
}

/** The refusal that tells which manifest counts, so that a client whose list is equal may call it sent. */
async function differs(store: ObjectStore, ownerId: OwnerId, recordingId: RecordingId, pointer: ManifestPointer): Promise<ProblemError> {
  const { manifestSha256 } = pointer;
  const stored = await storedJson(store, manifestKey(ownerId, recordingId, manifestSha256), manifestSchema);
  const segments = stored?.segments.map(({ seq, bytes, sha256 }) => ({ seq, bytes, sha256 }));
  return new ProblemError('manifest_differs', { manifestSha256, ...(segments && { segments }) });
}
