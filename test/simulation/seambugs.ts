import { Failure, Stale } from '../../src/core/failures.ts';
import type { RecordingStore } from '../../src/core/ports.ts';
import type { ChunkRange } from '../../src/core/segment.ts';
import type { Chunk } from '../../src/core/recording.ts';
import { createMemoryRecordings, type MemoryRecordings } from '../bench/memoryrecordings.ts';
import type { SeamBug } from './planted.ts';

const lies = (ranges: readonly ChunkRange[]) => (chunk: Chunk) =>
  ranges.some(({ take, firstChunk, lastChunk }) => chunk.take === take && chunk.chunk >= firstChunk && chunk.chunk <= lastChunk);

/** Does inside of a transaction what one of the store's own would do; throws what that would reject with. */
function inside(db: MemoryRecordings, act: (store: RecordingStore) => unknown): void {
  act(createMemoryRecordings(db, (_mode, _name, work) => Promise.resolve(work())));
}

/** Bugs of the parts around the core, each of which has happened to somebody. */
export const SEAM_BUGS: Readonly<Record<string, SeamBug>> = {
  'relaxed durability': { relaxed: true },

  'chunks are deleted before their segment is stored': {
    store: (real, { db, transact }) => ({
      ...real,
      async addSegment(segment, data) {
        let taken: Chunk[] = [];
        const isTaken = lies(segment.ranges);
        await transact('write', 'addSegment', () => {
          const stored = db.get(segment.recordingId);
          if (segment.seq !== stored?.row.segmentCount) throw new Stale('another was quicker');
          taken = stored.chunks.filter(isTaken);
          db.set(segment.recordingId, { ...stored, chunks: stored.chunks.filter((chunk) => !isTaken(chunk)) });
        });
        await transact('write', 'addSegment', () => {
          const stored = db.get(segment.recordingId)!;
          db.set(segment.recordingId, { ...stored, chunks: [...taken, ...stored.chunks] });
          inside(db, (store) => store.addSegment(segment, data));
        });
      },
    }),
  },

  'a segment is put over another, not added': {
    store: (real, { db, transact }) => ({
      ...real,
      addSegment: (segment, data) =>
        transact('write', 'addSegment', () => {
          const stored = db.get(segment.recordingId)!;
          if (segment.seq === stored.row.segmentCount) return inside(db, (store) => store.addSegment(segment, data));
          const segments = stored.segments.map((one) => (one.seq === segment.seq ? { ...segment, sent: one.sent } : one));
          db.set(segment.recordingId, { ...stored, segments, data: new Map(stored.data).set(segment.seq, data) });
        }),
    }),
  },

  'no fence: a chunk is taken from anybody': {
    store: (real, { db, transact }) => ({
      ...real,
      append: (fence, chunk, durationMs, atMs) =>
        transact('write', 'append', () => {
          const { row, takes } = db.get(fence.recordingId)!;
          const stored = db.get(fence.recordingId)!;
          db.set(row.id, { ...stored, row: { ...row, state: 'recording', epoch: fence.epoch }, takes: takes.map((take) => ({ ...take, ended: null })) });
          inside(db, (store) => store.append(fence, chunk, durationMs, atMs));
          const after = db.get(row.id)!;
          db.set(row.id, { ...after, row: { ...after.row, state: row.state, epoch: row.epoch }, takes: after.takes.map((take, i) => ({ ...take, ended: takes[i]!.ended })) });
        }),
    }),
  },

  'implicit put: a chunk is acknowledged before its transaction is complete': {
    store: (real, { turns, life }) => ({
      ...real,
      async append(fence, chunk, durationMs, atMs) {
        await turns.turn(life, 'append is asked for');
        real.append(fence, chunk, durationMs, atMs).catch(() => undefined);
      },
    }),
  },

  'a segment is deleted once it is sent': {
    store: (real, { db, transact }) => ({
      ...real,
      markSegmentSent: (id, seq) =>
        transact('write', 'markSegmentSent', () => {
          inside(db, (store) => store.markSegmentSent(id, seq));
          const stored = db.get(id)!;
          db.set(id, { ...stored, data: new Map([...stored.data].filter(([one]) => one !== seq)) });
        }),
    }),
  },

  'room is made by deleting what is only sent': {
    store: (real, { db }) => ({
      ...real,
      async append(fence, chunk, durationMs, atMs) {
        try {
          return await real.append(fence, chunk, durationMs, atMs);
        } catch (error) {
          if (error instanceof Failure && error.code === 'storage_full') for (const [id, { row }] of db) if (row.segmentsSent > 0 && id !== fence.recordingId) db.delete(id);
          throw error;
        }
      },
    }),
  },

  'retention does not wait for the archive': { purges: ['archived', 'sent'] },

  'segments are filed under whoever is signed in': {
    api: (real, network) => ({ ...real, presign: (ownerId, id, segments) => real.presign(network.person ?? ownerId, id, segments) }),
  },

  'a sent segment stays sent when the server misses it': { store: (real) => ({ ...real, markSegmentsPending: async () => undefined }) },
};
