import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Bytes } from '../../src/core/bytes.ts';
import { manifestFault } from '../../src/core/manifest.ts';
import { manifestKey, manifestPointerKey, type OwnerId, type RecordingId, type Sha256Hex } from '../../src/core/names.ts';
import { manifest as manifestSchema } from '../../src/wire/api.ts';
import { manifestPointer } from '../../src/wire/archive.ts';
import type { ObjectStore } from '../ports.ts';
import { ComposeFault } from './composefault.ts';

/** A manifest as it came over the wire: fields of newer builds are still in it. */
export type StoredManifest = v.InferOutput<typeof manifestSchema>;

/**
 * The hash that the pointer `manifest.json` names, or, when the pointer cannot be read, the hash of the pointer itself:
 * `manifestSha256` of a problem then says what was unreadable.
 * @throws Error when the recording has no pointer: it was never completed.
 */
export async function readManifestSha256(store: ObjectStore, ownerId: OwnerId, recordingId: RecordingId): Promise<Sha256Hex> {
  const bytes = await store.get(manifestPointerKey(ownerId, recordingId));
  if (!bytes) throw new Error(`recording ${recordingId} has no manifest.json`);
  const pointer = v.safeParse(manifestPointer, parseJson(bytes));
  return pointer.success ? pointer.output.manifestSha256 : sha256Of(bytes);
}

/** The manifest with this hash. @throws ComposeFault `manifest_unreadable` unless it is whole, ours and adds up. */
export async function readManifest(
  store: ObjectStore,
  ownerId: OwnerId,
  recordingId: RecordingId,
  sha256: Sha256Hex,
): Promise<StoredManifest> {
  const bytes = await store.get(manifestKey(ownerId, recordingId, sha256));
  if (!bytes) throw unreadable('the manifest is missing');
  if (sha256Of(bytes) !== sha256) throw unreadable('the manifest does not match its hash');
  const parsed = v.safeParse(manifestSchema, parseJson(bytes));
  if (!parsed.success) throw unreadable(`the manifest has no valid ${v.getDotPath(parsed.issues[0]) ?? 'JSON'}`);
  const manifest = parsed.output;
  if (manifest.ownerId !== ownerId || manifest.recordingId !== recordingId) throw unreadable('the manifest is of another recording');
  const fault = manifestFault(manifest);
  if (fault) throw unreadable(fault);
  return manifest;
}

function unreadable(detail: string): ComposeFault {
  return new ComposeFault('manifest_unreadable', detail);
}

function sha256Of(bytes: Bytes): Sha256Hex {
  return createHash('sha256').update(bytes).digest('hex');
}

function parseJson(bytes: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
