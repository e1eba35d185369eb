import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Amendment } from '../src/core/amendment.ts';
import type { Bytes } from '../src/core/bytes.ts';
import { decodeTar } from '../src/core/export/tar.ts';
import { manifestText, type SealedText } from '../src/core/manifest.ts';
import { amendmentKey, manifestKey, manifestPointerKey, segmentKey } from '../src/core/names.ts';
import { buildManifest } from '../src/core/outbox/freezemanifest.ts';
import { decodeSegment, rangesOf } from '../src/core/segment.ts';
import { gapRow, markRow, recordingRow, segmentRow, takeRow, textRow } from '../src/wire/rows.ts';
import { createMemoryStore } from './adapters/memorystore.ts';
import { openRecording } from './openexportrecording.ts';
import type { KeyRing } from './ports.ts';

const rows = v.looseObject({
  recordings: v.tuple([recordingRow]),
  takes: v.array(takeRow),
  segments: v.array(segmentRow),
  // Exports of older builds have none of these.
  marks: v.optional(v.array(markRow), []),
  gaps: v.optional(v.array(gapRow), []),
  texts: v.optional(v.array(textRow), []),
});
const textRows = v.looseObject({ texts: v.array(v.unknown()) });
const manifestIds = v.looseObject({ ownerId: v.string(), recordingId: v.string() });

/**
 * Opens what a device has saved as a file of a recording that it could not send: unseals it with `keys` and writes what compose makes of it
 * into a folder beside the file.
 * @returns the paths written. @throws Error with compose's code when it cannot be made into audio, KeyRingError when the keys are out of reach.
 */
export async function openExport({ path, keys }: { path: string; keys: KeyRing }): Promise<string[]> {
  const files = new Map(decodeTar(new Uint8Array(await readFile(path))).map(({ name, bytes }) => [name, bytes]));
  const store = createMemoryStore({ clock: Date.now });
  const { ownerId, recordingId, manifest, segments } = contentOf(files);
  const texts = textsOf(files);
  for (const { seq, bytes } of segments) {
    await store.put(segmentKey(ownerId, recordingId, seq, sha256Of(bytes)), bytes, { contentType: 'application/octet-stream' });
  }
  const manifestSha256 = sha256Of(manifest);
  const json = { contentType: 'application/json' };
  await store.put(manifestKey(ownerId, recordingId, manifestSha256), manifest, json);
  await store.put(manifestPointerKey(ownerId, recordingId), new TextEncoder().encode(JSON.stringify({ manifestSha256, receivedAtMs: Date.now() })), json);
  if (texts.length > 0) await store.put(amendmentKey(ownerId, recordingId, 1), textsAsAmendment({ ownerId, recordingId, manifestSha256 }, texts), json);
  return openRecording({ read: (key) => store.get(key), ownerId, recordingId, keys, folder: join(dirname(path), basename(path, '.tar')) });
}

/** The frozen manifest and its segments; or, when it was not sealed off yet, those made of what there is. */
function contentOf(files: ReadonlyMap<string, Bytes>): { ownerId: string; recordingId: string; manifest: Bytes; segments: { seq: number; bytes: Bytes }[] } {
  const segments = [...files].filter(([name]) => /^\d{5}-/.test(name)).map(([name, bytes]) => ({ seq: Number(name.slice(0, 5)), bytes }));
  const frozen = files.get('manifest.json');
  if (frozen) {
    const { ownerId, recordingId } = v.parse(manifestIds, JSON.parse(new TextDecoder().decode(frozen)));
    return { ownerId, recordingId, manifest: frozen, segments };
  }
  const { recordings, takes, ...details } = v.parse(rows, JSON.parse(new TextDecoder().decode(files.get('rows.json'))));
  const [recording] = recordings;
  const chunks = files.get('chunks.hfs');
  if (chunks) segments.push({ seq: segments.length, bytes: chunks });
  const described = segments.map(({ seq, bytes }) => ({
    recordingId: recording.id,
    seq,
    bytes: bytes.byteLength,
    sha256: sha256Of(bytes),
    ranges: rangesOf(decodeSegment(bytes)),
    sent: false,
  }));
  const manifest = new TextEncoder().encode(manifestText(buildManifest(recording, takes, described, details)));
  return { ownerId: recording.ownerId, recordingId: recording.id, manifest, segments };
}

/** The newest version of every private text that the device had, written after the manifest or before; of broken rows what can be read. */
function textsOf(files: ReadonlyMap<string, Bytes>): SealedText[] {
  try {
    const { texts } = v.parse(textRows, JSON.parse(new TextDecoder().decode(files.get('rows.json'))));
    return texts.flatMap((row) => {
      const parsed = v.safeParse(textRow, row);
      return parsed.success ? [parsed.output] : [];
    });
  } catch {
    return [];
  }
}

/** They stand for all amendments there were: of these only the newest versions count. */
function textsAsAmendment(of: Pick<Amendment, 'ownerId' | 'recordingId' | 'manifestSha256'>, texts: readonly SealedText[]): Bytes {
  const amendment: Amendment = {
    version: 1,
    ...of,
    n: 1,
    texts: texts.map(({ kind, mark, version, iv, sealed, wrappedKeys }) => ({ kind, ...(mark === undefined ? {} : { mark }), version, iv, sealed, wrappedKeys })),
  };
  return new TextEncoder().encode(JSON.stringify(amendment));
}

function sha256Of(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}
