import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Bytes } from '../src/core/bytes.ts';
import { decodeTar } from '../src/core/export/tar.ts';
import { manifestText } from '../src/core/manifest.ts';
import { archivePrefix, manifestKey, manifestPointerKey, segmentKey } from '../src/core/names.ts';
import { buildManifest } from '../src/core/outbox/freezemanifest.ts';
import { decodeSegment, rangesOf } from '../src/core/segment.ts';
import { recordingRow, segmentRow, takeRow } from '../src/wire/rows.ts';
import { createKeyRing } from './adapters/local/keyring.ts';
import { createMemoryStore } from './adapters/memorystore.ts';
import { composeRecording } from './compose/compose.ts';
import type { KeyRing } from './ports.ts';

const rows = v.looseObject({ recordings: v.tuple([recordingRow]), takes: v.array(takeRow), segments: v.array(segmentRow) });
const manifestIds = v.looseObject({ ownerId: v.string(), recordingId: v.string() });

/**
 * Opens what a device has saved as a file of a recording that it could not send: unseals it with the organisation's
 * keys in `dataDir` and writes what compose makes of it beside the file.
 * @returns the paths written. @throws Error with compose's code when it cannot be made into audio.
 */
export async function openExport({ path, dataDir, keys }: { path: string; dataDir: string; keys?: KeyRing }): Promise<string[]> {
  const files = new Map(decodeTar(new Uint8Array(await readFile(path))).map(({ name, bytes }) => [name, bytes]));
  const store = createMemoryStore({ clock: Date.now });
  const { ownerId, recordingId, manifest, segments } = contentOf(files);
  for (const { seq, bytes } of segments) {
    await store.put(segmentKey(ownerId, recordingId, seq, sha256Of(bytes)), bytes, { contentType: 'application/octet-stream' });
  }
  const manifestSha256 = sha256Of(manifest);
  const json = { contentType: 'application/json' };
  await store.put(manifestKey(ownerId, recordingId, manifestSha256), manifest, json);
  await store.put(manifestPointerKey(ownerId, recordingId), new TextEncoder().encode(JSON.stringify({ manifestSha256, receivedAtMs: Date.now() })), json);

  const folder = join(dirname(path), basename(path, '.tar'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ring = keys ?? (await createKeyRing({ dir: join(dataDir, 'keys') }));
  const outcome = await composeRecording({ store, keys: ring, clock: Date.now, log: () => undefined, workDir: join(folder, '.work') }, ownerId, recordingId);
  if ('code' in outcome) throw new Error(`${outcome.code}: ${outcome.detail}`);
  const written: string[] = [];
  for await (const { key } of store.list(archivePrefix(ownerId, recordingId))) {
    const file = join(folder, basename(key));
    await writeFile(file, (await store.get(key))!, { mode: 0o600 });
    written.push(file);
  }
  return written;
}

/** The frozen manifest and its segments; or, when it was not sealed off yet, those made of what there is. */
function contentOf(files: ReadonlyMap<string, Bytes>): { ownerId: string; recordingId: string; manifest: Bytes; segments: { seq: number; bytes: Bytes }[] } {
  const segments = [...files].filter(([name]) => /^\d{5}-/.test(name)).map(([name, bytes]) => ({ seq: Number(name.slice(0, 5)), bytes }));
  const frozen = files.get('manifest.json');
  if (frozen) {
    const { ownerId, recordingId } = v.parse(manifestIds, JSON.parse(new TextDecoder().decode(frozen)));
    return { ownerId, recordingId, manifest: frozen, segments };
  }
  const { recordings, takes } = v.parse(rows, JSON.parse(new TextDecoder().decode(files.get('rows.json'))));
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
  const manifest = new TextEncoder().encode(manifestText(buildManifest(recording, takes, described)));
  return { ownerId: recording.ownerId, recordingId: recording.id, manifest, segments };
}

function sha256Of(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}
