import { Dexie } from 'dexie';
import type { RecordingId } from '../../core/names.ts';
import type { RecordingStore } from '../../core/ports.ts';
import type { Chunk, Recording } from '../../core/recording.ts';
import * as v from 'valibot';
import { chunkRow, deviceWrapRow, gapRow, manifestRow, markRow, recordingRow, segmentDataRow, segmentRow, takeRow, textRow } from '../../wire/rows.ts';
import type { OwnerDb } from './ownerdb.ts';
import { parseRow } from './parserow.ts';
import { guarded } from './storagefailure.ts';

type Reads = Pick<RecordingStore, 'all' | 'get' | 'takes' | 'unsegmented' | 'segments' | 'segmentData' | 'manifestBytes' | 'marks' | 'gaps' | 'texts' | 'deviceWrap'>;

/** More chunks than any segment holds at the shortest slices; bounds what one read brings into memory. */
const MAX_CHUNKS = 2_000;

/** The reading half of the recording store. Whatever comes out is parsed. */
export function createReads(db: OwnerDb): Reads {
  const ofRecording = (id: RecordingId): [[RecordingId, number], [RecordingId, number]] => [[id, 0], [id, Infinity]];
  return {
    all: () =>
      guarded(db, async () => {
        const recordings: Recording[] = [];
        const corrupt: RecordingId[] = [];
        for (const row of await db.recordings.orderBy('order').toArray()) {
          const parsed = v.safeParse(recordingRow, row);
          if (parsed.success) recordings.push(parsed.output);
          else corrupt.push(String(row.id));
        }
        return { recordings, corrupt };
      }),

    get: (id) =>
      guarded(db, async () => {
        const row = await db.recordings.get(id);
        return row && parseRow(recordingRow, row);
      }),

    takes: (id) =>
      guarded(db, async () => (await db.takes.where('[recordingId+take]').between(...ofRecording(id)).toArray()).map((row) => parseRow(takeRow, row))),

    marks: (id) =>
      guarded(db, async () => readable(markRow, await db.marks.where(':id').between([id], [id, Dexie.maxKey]).toArray()).map(({ mark, take, atMs }) => ({ mark, take, atMs }))),

    gaps: (id) =>
      guarded(db, async () => {
        const rows = readable(gapRow, await db.gaps.where(':id').between([id], [id, Dexie.maxKey]).toArray());
        return rows.map(({ afterTake, startedAtMs, endedAtMs, cause }) => ({ afterTake, startedAtMs, endedAtMs, cause }));
      }),

    texts: (id) =>
      guarded(db, async () => {
        const rows = readable(textRow, await db.texts.where(':id').between([id], [id, Dexie.maxKey]).toArray());
        return rows.map(({ recordingId: _, name: __, ...text }) => text);
      }),

    deviceWrap: (id, part) =>
      guarded(db, async () => {
        const [row] = readable(deviceWrapRow, [await db.deviceWraps.get([id, part])]);
        return row && { keyId: row.keyId, wrapped: row.wrapped };
      }),

    unsegmented: (id, maxBytes, from = { take: 0, chunk: 0 }) =>
      guarded(db, async () => {
        const rows = await db.chunks.where('[recordingId+take+chunk]').between([id, from.take, from.chunk], [id, Infinity, Infinity]).limit(MAX_CHUNKS).toArray();
        const chunks: Chunk[] = [];
        let bytes = 0;
        for (const row of rows) {
          const { recordingId, take, chunk, sealed } = parseRow(chunkRow, row);
          bytes += sealed.byteLength;
          if (chunks.length > 0 && bytes > maxBytes) break;
          chunks.push({ recordingId, take, chunk, sealed: new Uint8Array(sealed) });
        }
        return chunks;
      }),

    segments: (id) =>
      guarded(db, async () => (await db.segments.where('[recordingId+seq]').between(...ofRecording(id)).toArray()).map((row) => parseRow(segmentRow, row))),

    segmentData: (id, seq) =>
      guarded(db, async () => {
        const row = await db.segmentData.get([id, seq]);
        return row && new Uint8Array(parseRow(segmentDataRow, row).data);
      }),

    manifestBytes: (id) =>
      guarded(db, async () => {
        const row = await db.manifests.get(id);
        return row && new Uint8Array(parseRow(manifestRow, row).bytes);
      }),
  };
}

/** The rows that can be read. What a person has added must not keep the audio back, so the others are left out. */
function readable<S extends v.GenericSchema>(schema: S, rows: readonly unknown[]): v.InferOutput<S>[] {
  return rows.flatMap((row) => {
    const parsed = v.safeParse(schema, row);
    return parsed.success ? [parsed.output] : [];
  });
}
