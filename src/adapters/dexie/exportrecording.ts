import { Dexie } from 'dexie';
import { ascii, type Bytes } from '../../core/bytes.ts';
import { encodeTar, type TarFile } from '../../core/export/tar.ts';
import type { RecordingId } from '../../core/names.ts';
import { encodeSegment } from '../../core/segment.ts';
import type { OwnerDb } from './ownerdb.ts';

/**
 * Everything that this device has of a recording as one tar file, sealed as it lies: `rows.json`, the segments under
 * their names, the chunks that are in no segment, the manifest. For what cannot be sent. Nothing is parsed, and what
 * cannot be read is left out: it is just the broken ones that need this. Rejects when the database does not open.
 */
export async function exportRecording(db: OwnerDb, id: RecordingId, atMs: number): Promise<Bytes> {
  const from = [id, 0];
  const to = [id, Infinity];
  const tried = <T>(read: () => PromiseLike<T[]>): Promise<T[]> => Promise.resolve(read()).catch(() => []);
  await db.open();
  const recordings = await tried(() => db.recordings.where('id').equals(id).toArray());
  const takes = await tried(() => db.takes.where('[recordingId+take]').between(from, to).toArray());
  const segments = await tried(() => db.segments.where('[recordingId+seq]').between(from, to).toArray());
  const data = await tried(() => db.segmentData.where('[recordingId+seq]').between(from, to).toArray());
  const marks = await tried(() => db.marks.where(':id').between([id], [id, Dexie.maxKey]).toArray());
  const gaps = await tried(() => db.gaps.where(':id').between([id], [id, Dexie.maxKey]).toArray());
  const texts = await tried(() => db.texts.where(':id').between([id], [id, Dexie.maxKey]).toArray());
  const chunks = await tried(() => db.chunks.where('[recordingId+take+chunk]').between([id, 0, 0], [id, Infinity, Infinity]).toArray());
  const manifests = await tried(() => db.manifests.where('recordingId').equals(id).toArray());

  const files: TarFile[] = [{ name: 'rows.json', bytes: plainJson({ version: 1, recordings, takes, segments, marks, gaps, texts }) }];
  for (const { seq, data: bytes } of data) {
    const name = segments.find((segment) => segment.seq === seq)?.sha256 ?? 'unknown';
    files.push(...file(`${String(seq).padStart(5, '0')}-${name}.hfs`, () => new Uint8Array(bytes)));
  }
  if (chunks.length > 0) {
    files.push(...file('chunks.hfs', () => encodeSegment(chunks.map(({ take, chunk, sealed }) => ({ take, chunk, sealed: new Uint8Array(sealed) })))));
  }
  for (const { bytes } of manifests) files.push(...file('manifest.json', () => new Uint8Array(bytes)));
  return encodeTar(files, atMs);
}

function file(name: string, make: () => Bytes): TarFile[] {
  try {
    return [{ name: ascii(name).byteLength > 100 ? 'unnamed' : name, bytes: make() }];
  } catch {
    return [];
  }
}

/** JSON in ASCII; bytes in rows, which there should be none, are left out. */
function plainJson(value: unknown): Bytes {
  const text = JSON.stringify(value, (_key, part: unknown) => (part instanceof ArrayBuffer ? undefined : part), 2);
  return ascii(text.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
