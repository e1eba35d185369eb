import { exactBuffer } from '../../core/bytes.ts';
import { Stale } from '../../core/failures.ts';
import type { RecordingId } from '../../core/names.ts';
import type { NewRecording, NewTake, RecordingEnd, RecordingStore } from '../../core/ports.ts';
import { isRunning, isTrashed, type Chunk, type Gap, type Recording, type Segment } from '../../core/recording.ts';
import type { MakeRoom } from '../../core/storage/withroom.ts';
import { createAmendments } from './amendments.ts';
import { addDeviceWrap, createDetails } from './details.ts';
import { parseRow } from './parserow.ts';
import { takeRow } from '../../wire/rows.ts';
import type { OwnerDb } from './ownerdb.ts';
import { createReads } from './reads.ts';
import { createTransactions } from './transactions.ts';

/**
 * The owner's recordings in Dexie. Every method is one explicit `rw` transaction: liveQuery shows others before they commit.
 * `makeRoom` is called when one finds the disk full; what it has freed decides whether it is tried once more.
 */
export function createRecordingStore(db: OwnerDb, makeRoom?: MakeRoom): RecordingStore {
  const transactions = createTransactions(db, makeRoom);
  const { write, fenced, present } = transactions;

  async function end(row: Recording, { atMs, ended, partial, cause, gap, silent }: RecordingEnd, epoch: string): Promise<Recording> {
    const takes = await db.takes.where('[recordingId+take]').between([row.id, 0], [row.id, Infinity]).toArray();
    for (const take of takes) if (take.ended === null) await db.takes.update([row.id, take.take], { ended, ...(cause === undefined ? {} : { cause }) });
    await addGap(row.id, gap);
    const closed: Recording = { ...row, ...endState(takes, silent), epoch, partial: row.partial || partial, endedAtMs: Math.max(atMs, row.startedAtMs) };
    await db.recordings.put(closed);
    return closed;
  }

  async function newTake(recordingId: RecordingId, { deviceWrap, ...take }: NewTake): Promise<void> {
    await db.takes.add({ ...take, recordingId, ended: null, durationMs: 0, chunkCount: 0 });
    await addDeviceWrap(db, recordingId, take.take, deviceWrap);
  }

  async function addGap(recordingId: RecordingId, gap: Gap | null | undefined): Promise<void> {
    if (gap) await db.gaps.put({ ...gap, recordingId });
  }

  return {
    ...createReads(db),
    ...createDetails(db, transactions),
    ...createAmendments(db, transactions),

    begin: (recording: NewRecording, take: NewTake) =>
      write(async () => {
        const last = await db.recordings.orderBy('order').last();
        const row: Recording = {
          ...recording,
          order: (last?.order ?? 0) + 1,
          state: 'recording',
          partial: false,
          endedAtMs: null,
          heartbeatAtMs: recording.startedAtMs,
          savedMs: 0,
          chunkCount: 0,
          chunkBytes: 0,
          segmentCount: 0,
          segmentBytes: 0,
          segmentsSent: 0,
          bytesSent: 0,
          manifestSha256: null,
          receivedAtMs: null,
          archived: null,
          pollAtMs: null,
          polls: 0,
          failure: null,
          retry: null,
        };
        await db.recordings.add(row);
        await newTake(row.id, take);
        return row;
      }),

    beginTake: (fence, take, gap) =>
      write(async () => {
        await fenced(fence);
        await addGap(fence.recordingId, gap);
        await newTake(fence.recordingId, take);
        await db.recordings.update(fence.recordingId, { state: 'recording', heartbeatAtMs: take.startedAtMs });
      }),

    append: (fence, chunk: Chunk, durationMs, atMs) =>
      write(async () => {
        const row = await fenced(fence);
        const key: [RecordingId, number] = [chunk.recordingId, chunk.take];
        const take = parseRow(takeRow, await db.takes.get(key));
        // The last try may have been committed although its outcome was not seen.
        if (chunk.chunk === take.chunkCount - 1) return;
        if (chunk.chunk !== take.chunkCount || take.ended !== null) throw new Stale(`chunk ${chunk.chunk}, expected ${take.chunkCount}`);
        await db.chunks.add({ recordingId: chunk.recordingId, take: chunk.take, chunk: chunk.chunk, sealed: exactBuffer(chunk.sealed) });
        await db.takes.update(key, { chunkCount: chunk.chunk + 1, durationMs });
        await db.recordings.update(row.id, {
          heartbeatAtMs: atMs,
          savedMs: row.savedMs + durationMs - take.durationMs,
          chunkCount: row.chunkCount + 1,
          chunkBytes: row.chunkBytes + chunk.sealed.byteLength,
        });
      }),

    endTake: (fence, take, ended, atMs, cause) =>
      write(async () => {
        await fenced(fence);
        await db.takes.update([fence.recordingId, take], { ended, ...(cause === undefined ? {} : { cause }) });
        await db.recordings.update(fence.recordingId, { state: 'paused', heartbeatAtMs: atMs });
      }),

    beat: (fence, atMs) =>
      write(async () => {
        await fenced(fence);
        await db.recordings.update(fence.recordingId, { heartbeatAtMs: atMs });
      }),

    close: (fence, how) => write(async () => end(await fenced(fence), how, fence.epoch), { ending: true }),

    takeOver: (id, epoch) =>
      write(async () => {
        const row = await present(id);
        if (!isRunning(row)) throw new Stale('not running');
        return end(row, { atMs: row.heartbeatAtMs, ended: 'recovered', partial: true }, epoch);
      }, { ending: true }),

    addSegment: (segment: Omit<Segment, 'sent'>, data) =>
      write(async () => {
        const row = await present(segment.recordingId);
        if (segment.seq !== row.segmentCount) throw new Stale(`segment ${segment.seq}, expected ${row.segmentCount}`);
        const keys = segment.ranges.flatMap(({ take, firstChunk, lastChunk }) =>
          Array.from({ length: lastChunk - firstChunk + 1 }, (_, i): [RecordingId, number, number] => [row.id, take, firstChunk + i]),
        );
        const chunks = await db.chunks.bulkGet(keys);
        if (chunks.some((chunk) => chunk === undefined)) throw new Stale('a chunk is gone');
        await db.segments.add({ ...segment, sent: false });
        await db.segmentData.add({ recordingId: row.id, seq: segment.seq, data: exactBuffer(data) });
        await db.chunks.bulkDelete(keys);
        await db.recordings.update(row.id, {
          chunkCount: row.chunkCount - keys.length,
          chunkBytes: row.chunkBytes - chunks.reduce((sum, chunk) => sum + (chunk?.sealed.byteLength ?? 0), 0),
          segmentCount: row.segmentCount + 1,
          segmentBytes: row.segmentBytes + segment.bytes,
        });
      }),

    freeze: (id, sha256, bytes, edits) =>
      write(async () => {
        const row = await present(id);
        if (isRunning(row) || row.chunkCount > 0 || row.manifestSha256 !== null) throw new Stale('not ready to be sealed off');
        if ((row.edits ?? 0) !== edits) throw new Stale('it was edited meanwhile');
        await db.manifests.add({ recordingId: id, sha256, bytes: exactBuffer(bytes) });
        await db.recordings.update(id, { manifestSha256: sha256, editsSettled: edits });
      }),

    markSegmentSent: (id, seq) =>
      write(async () => {
        const [row, segment] = [await present(id), await db.segments.get([id, seq])];
        if (!segment || segment.sent) return;
        await db.segments.update([id, seq], { sent: true });
        await db.recordings.update(id, { segmentsSent: row.segmentsSent + 1, bytesSent: row.bytesSent + segment.bytes, retry: null });
      }),

    markSegmentsPending: (id, seqs) =>
      write(async () => {
        const row = await present(id);
        const segments = (await db.segments.bulkGet(seqs.map((seq) => [id, seq]))).filter((segment) => segment?.sent);
        for (const segment of segments) await db.segments.update([id, segment!.seq], { sent: false });
        await db.recordings.update(id, {
          segmentsSent: row.segmentsSent - segments.length,
          bytesSent: row.bytesSent - segments.reduce((sum, segment) => sum + segment!.bytes, 0),
        });
      }),

    markUploading: (id) =>
      write(async () => {
        if ((await present(id)).state === 'waiting') await db.recordings.update(id, { state: 'uploading' });
      }),

    markSent: (id, manifestSha256, receivedAtMs, pollAtMs) =>
      write(async () => {
        const row = await present(id);
        if (row.manifestSha256 !== manifestSha256) throw new Stale('the receipt is for another manifest');
        if (row.state === 'archived' || row.state === 'sent') return;
        await db.recordings.update(id, { state: 'sent', receivedAtMs, pollAtMs, polls: 0, retry: null, failure: null });
      }),

    markArchived: (id, archived) =>
      write(async () => {
        await present(id);
        await db.recordings.update(id, { state: 'archived', archived, pollAtMs: null, retry: null, failure: null });
      }),

    markPolled: (id, pollAtMs) =>
      write(async () => {
        const row = await present(id);
        if (row.state === 'sent') await db.recordings.update(id, { pollAtMs, polls: row.polls + 1 });
      }),

    markFailed: (id, failure) =>
      write(async () => {
        const row = await present(id);
        // A refusal that comes late says nothing of what the server has confirmed meanwhile.
        if (row.state === 'archived' || (row.state === 'sent' && failure.code !== 'archive_problem')) return;
        // Whoever threw this away after it was sent relied on the archive: it comes back.
        const back = row.state === 'sent' && isTrashed(row) ? { deletedAtMs: null } : {};
        await db.recordings.update(id, { state: 'failed', failure, retry: null, pollAtMs: null, ...back });
      }),

    retry: (id) =>
      write(async () => {
        const row = await present(id);
        if (row.state === 'failed') await db.recordings.update(id, { state: 'waiting', failure: null, retry: null });
        if (row.amending) await db.recordings.update(id, { amending: null });
      }),

    markRetry: (id, retry) =>
      write(async () => {
        const row = await present(id);
        await db.recordings.update(id, { retry, ...(row.state === 'uploading' && retry ? { state: 'waiting' as const } : {}) });
      }),
  };
}

/** What a recording is when its recorder lets go of it. One without a sound is parked: it would be sent in vain. */
function endState(takes: readonly { chunkCount: number }[], silent = false): Pick<Recording, 'state' | 'failure'> {
  if (!takes.some((take) => take.chunkCount > 0)) return { state: 'empty', failure: null };
  return silent ? { state: 'failed', failure: { code: 'no_sound', detail: '' } } : { state: 'waiting', failure: null };
}
