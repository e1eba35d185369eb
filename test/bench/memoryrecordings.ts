import type { Bytes } from '../../src/core/bytes.ts';
import { Fenced, Stale } from '../../src/core/failures.ts';
import type { RecordingId } from '../../src/core/names.ts';
import type { NewTake, RecordingEnd, RecordingStore } from '../../src/core/ports.ts';
import { isManifestUnseen, isRunning, isTrashed, type Chunk, type Fence, type FrozenAmendment, type Gap, type Mark, type PrivateText, type Recording, type Segment, type Take } from '../../src/core/recording.ts';
import { textName, type DeviceWrap } from '../../src/core/seal/format.ts';

/** All that is stored of one recording. Never changed: a transaction puts another one in its place. */
export interface Stored {
  readonly row: Recording;
  readonly takes: readonly Take[];
  /** Chunks that are in no segment, in order. */
  readonly chunks: readonly Chunk[];
  readonly segments: readonly Segment[];
  readonly data: ReadonlyMap<number, Bytes>;
  readonly manifest: Bytes | undefined;
  readonly marks: readonly Mark[];
  readonly gaps: readonly Gap[];
  /** By name. */
  readonly texts: ReadonlyMap<string, PrivateText>;
  readonly amendments: readonly FrozenAmendment[];
  /** By a take's number or a text's name. There is no device key here that could be dropped. */
  readonly deviceWraps: ReadonlyMap<number | string, DeviceWrap>;
}

/** One owner's database in memory, in the order of its recordings. A copy of the map is a copy of the database. */
export type MemoryRecordings = Map<RecordingId, Stored>;

/** Runs `work`, which changes everything it wants to change or throws, as one transaction of the store's method `name`. */
export type Transact = <T>(mode: 'read' | 'write', name: keyof RecordingStore, work: () => T) => Promise<T>;

/** A RecordingStore over a database in memory. `transact` decides when a transaction runs, whether it fails, and when that is known. */
export function createMemoryRecordings(db: MemoryRecordings, transact: Transact): RecordingStore {
  const read = <T>(name: keyof RecordingStore, work: () => T) => transact('read', name, work);
  const write = <T>(name: keyof RecordingStore, work: () => T) => transact('write', name, work);

  function present(id: RecordingId): Stored {
    const stored = db.get(id);
    if (!stored) throw new Stale('the recording is gone');
    return stored;
  }

  function fenced({ recordingId, epoch }: Fence): Stored {
    const stored = db.get(recordingId);
    if (!stored || stored.row.epoch !== epoch || !isRunning(stored.row)) throw new Fenced(`recording ${recordingId}`);
    return stored;
  }

  /** Replaces parts of what is stored and fields of its row. */
  function change(stored: Stored, row: Partial<Recording>, parts: Partial<Omit<Stored, 'row'>> = {}): Recording {
    const next = { ...stored, ...parts, row: { ...stored.row, ...row } };
    db.set(next.row.id, next);
    return { ...next.row };
  }

  /** Without its frozen manifest, if no server can have seen it. */
  function editable(stored: Stored): Stored {
    if (stored.row.manifestSha256 === null || !isManifestUnseen(stored.row)) return stored;
    const texts = new Map([...stored.texts].map(([name, text]) => [name, { ...text, amends: false }]));
    return { ...stored, row: { ...stored.row, manifestSha256: null }, manifest: undefined, texts };
  }

  const changeTake = (takes: readonly Take[], take: number, fields: Partial<Take>) => takes.map((one) => (one.take === take ? { ...one, ...fields } : one));

  function addTake(takes: readonly Take[], recordingId: RecordingId, { deviceWrap: _, ...take }: NewTake): Take[] {
    if (takes.some((one) => one.take === take.take)) throw new Stale('already there');
    return [...takes, { ...take, recordingId, ended: null, durationMs: 0, chunkCount: 0 }];
  }

  const gapsWith = (gaps: readonly Gap[], gap: Gap | null | undefined) =>
    gap ? [...gaps.filter(({ afterTake }) => afterTake !== gap.afterTake), gap].sort((a, z) => a.afterTake - z.afterTake) : gaps;

  const wrapsWith = (wraps: Stored['deviceWraps'], part: number | string, wrap: DeviceWrap | undefined) => {
    const next = new Map(wraps);
    next.delete(part);
    return wrap ? next.set(part, wrap) : next;
  };

  function end(stored: Stored, { atMs, ended, partial, cause, gap, silent }: RecordingEnd, epoch: string): Recording {
    const { row, takes } = stored;
    const audio = takes.some((take) => take.chunkCount > 0);
    const state = audio ? (silent ? 'failed' : 'waiting') : 'empty';
    const failure = state === 'failed' ? ({ code: 'no_sound', detail: '' } as const) : null;
    const fields = { epoch, state, failure, partial: row.partial || partial, endedAtMs: Math.max(atMs, row.startedAtMs) } as const;
    const closed = takes.map((take) => (take.ended === null ? { ...take, ended, ...(cause === undefined ? {} : { cause }) } : take));
    return change(stored, fields, { takes: closed, gaps: gapsWith(stored.gaps, gap) });
  }

  return {
    begin: (recording, take) =>
      write('begin', () => {
        if (db.has(recording.id)) throw new Stale('already there');
        const order = Math.max(0, ...[...db.values()].map(({ row }) => row.order)) + 1;
        const row: Recording = { ...recording, ...NEW_ROW, order, heartbeatAtMs: recording.startedAtMs };
        const deviceWraps = wrapsWith(new Map(), take.take, take.deviceWrap);
        db.set(row.id, { row, takes: addTake([], row.id, take), chunks: [], segments: [], data: new Map(), manifest: undefined, marks: [], gaps: [], texts: new Map(), amendments: [], deviceWraps });
        return { ...row };
      }),

    beginTake: (fence, take, gap) =>
      write('beginTake', () => {
        const stored = fenced(fence);
        const takes = addTake(stored.takes, fence.recordingId, take);
        const parts = { takes, gaps: gapsWith(stored.gaps, gap), deviceWraps: wrapsWith(stored.deviceWraps, take.take, take.deviceWrap) };
        change(stored, { state: 'recording', heartbeatAtMs: take.startedAtMs }, parts);
      }),

    append: (fence, { recordingId, take, chunk, sealed }, durationMs, atMs) =>
      write('append', () => {
        const stored = fenced(fence);
        const { row, takes, chunks } = stored;
        const of = takes.find((one) => one.take === take);
        if (chunk === (of?.chunkCount ?? 0) - 1) return;
        if (!of || chunk !== of.chunkCount || of.ended !== null) throw new Stale(`chunk ${chunk}, expected ${of?.chunkCount}`);
        const counts = { savedMs: row.savedMs + durationMs - of.durationMs, chunkCount: row.chunkCount + 1, chunkBytes: row.chunkBytes + sealed.byteLength };
        change(
          stored,
          { ...counts, heartbeatAtMs: atMs },
          { takes: changeTake(takes, take, { chunkCount: chunk + 1, durationMs }), chunks: [...chunks, { recordingId, take, chunk, sealed: sealed.slice() }] },
        );
      }),

    endTake: (fence, take, ended, atMs, cause) =>
      write('endTake', () => {
        const stored = fenced(fence);
        change(stored, { state: 'paused', heartbeatAtMs: atMs }, { takes: changeTake(stored.takes, take, { ended, ...(cause === undefined ? {} : { cause }) }) });
      }),

    beat: (fence, atMs) => write('beat', () => void change(fenced(fence), { heartbeatAtMs: atMs })),
    close: (fence, how) => write('close', () => end(fenced(fence), how, fence.epoch)),

    takeOver: (id, epoch) =>
      write('takeOver', () => {
        const stored = present(id);
        if (!isRunning(stored.row)) throw new Stale('not running');
        return end(stored, { atMs: stored.row.heartbeatAtMs, ended: 'recovered', partial: true }, epoch);
      }),

    addMark: (fence, { take, atMs }) =>
      write('addMark', () => {
        const stored = fenced(fence);
        const { marks } = stored;
        if (!stored.takes.some((one) => one.take === take)) throw new Stale(`take ${take} is not there`);
        const same = marks.find((one) => one.take === take && one.atMs === atMs);
        if (!same) change(stored, {}, { marks: [...marks, { mark: marks.length, take, atMs }] });
        return same?.mark ?? marks.length;
      }),

    setConsent: (id, consent) =>
      write('setConsent', () => {
        const stored = editable(present(id));
        if (stored.row.manifestSha256 !== null) throw new Stale('the manifest is frozen');
        change(stored, { consent, edits: (stored.row.edits ?? 0) + 1 });
      }),

    setText: (id, text, deviceWrap) =>
      write('setText', () => {
        const stored = present(id);
        const name = textName(text.kind === 'mark' ? { kind: text.kind, mark: text.mark ?? 0 } : { kind: text.kind });
        const before = stored.texts.get(name);
        if (before?.version === text.version && before.sealed === text.sealed) return;
        if (text.version !== (before?.version ?? 0) + 1) throw new Stale(`version ${text.version} of ${name}`);
        const open = editable(stored);
        const texts = new Map(open.texts).set(name, { ...text, amends: open.row.manifestSha256 !== null });
        change(open, { edits: (stored.row.edits ?? 0) + 1, ...(stored.row.amending ? { amending: null } : {}) }, { texts, deviceWraps: wrapsWith(stored.deviceWraps, name, deviceWrap) });
      }),

    remove: (id) =>
      write('remove', () => {
        const stored = db.get(id);
        if (stored && isRunning(stored.row)) throw new Stale('it runs');
        db.delete(id);
      }),

    retry: (id) =>
      write('retry', () => {
        const stored = present(id);
        const waits = stored.row.state === 'failed' ? ({ state: 'waiting', failure: null, retry: null } as const) : {};
        change(stored, { ...waits, ...(stored.row.amending ? { amending: null } : {}) });
      }),

    marks: (id) => read('marks', () => (db.get(id)?.marks ?? []).map((mark) => ({ ...mark }))),
    gaps: (id) => read('gaps', () => (db.get(id)?.gaps ?? []).map((gap) => ({ ...gap }))),
    texts: (id) => read('texts', () => [...(db.get(id)?.texts ?? [])].sort(([a], [z]) => (a < z ? -1 : 1)).map(([, text]) => ({ ...text }))),
    deviceWrap: (id, part) => read('deviceWrap', () => db.get(id)?.deviceWraps.get(part)),

    all: () => read('all', () => ({ recordings: [...db.values()].map(({ row }) => ({ ...row })).sort((a, z) => a.order - z.order), corrupt: [] })),
    get: (id) => read('get', () => (db.has(id) ? { ...db.get(id)!.row } : undefined)),
    takes: (id) => read('takes', () => (db.get(id)?.takes ?? []).map((take) => ({ ...take }))),
    segments: (id) => read('segments', () => (db.get(id)?.segments ?? []).map((segment) => ({ ...segment }))),
    segmentData: (id, seq) => read('segmentData', () => db.get(id)?.data.get(seq)?.slice()),
    manifestBytes: (id) => read('manifestBytes', () => db.get(id)?.manifest?.slice()),

    unsegmented: (id, maxBytes, from = { take: 0, chunk: 0 }) =>
      read('unsegmented', () => {
        const chunks: Chunk[] = [];
        let bytes = 0;
        for (const chunk of db.get(id)?.chunks ?? []) {
          if (chunk.take < from.take || (chunk.take === from.take && chunk.chunk < from.chunk)) continue;
          bytes += chunk.sealed.byteLength;
          if (chunks.length > 0 && bytes > maxBytes) break;
          chunks.push({ ...chunk, sealed: chunk.sealed.slice() });
        }
        return chunks;
      }),

    addSegment: (segment, data) =>
      write('addSegment', () => {
        const stored = present(segment.recordingId);
        const { row, chunks, segments } = stored;
        if (segment.seq !== row.segmentCount) throw new Stale(`segment ${segment.seq}, expected ${row.segmentCount}`);
        const taken = chunks.filter(({ take, chunk }) => segment.ranges.some((range) => take === range.take && chunk >= range.firstChunk && chunk <= range.lastChunk));
        const wanted = segment.ranges.reduce((sum, { firstChunk, lastChunk }) => sum + lastChunk - firstChunk + 1, 0);
        if (taken.length !== wanted) throw new Stale('a chunk is gone');
        const counts = {
          chunkCount: row.chunkCount - taken.length,
          chunkBytes: row.chunkBytes - taken.reduce((sum, { sealed }) => sum + sealed.byteLength, 0),
          segmentCount: row.segmentCount + 1,
          segmentBytes: row.segmentBytes + segment.bytes,
        };
        change(stored, counts, {
          chunks: chunks.filter((chunk) => !taken.includes(chunk)),
          segments: [...segments, { ...segment, sent: false }],
          data: new Map(stored.data).set(segment.seq, data.slice()),
        });
      }),

    freeze: (id, sha256, bytes, edits) =>
      write('freeze', () => {
        const stored = present(id);
        if (isRunning(stored.row) || stored.row.chunkCount > 0 || stored.row.manifestSha256 !== null) throw new Stale('not ready to be sealed off');
        if ((stored.row.edits ?? 0) !== edits) throw new Stale('it was edited meanwhile');
        change(stored, { manifestSha256: sha256, editsSettled: edits }, { manifest: bytes.slice() });
      }),

    amendments: (id) => read('amendments', () => (db.get(id)?.amendments ?? []).map(copyOf)),

    addAmendment: (id, amendment) =>
      write('addAmendment', () => {
        const stored = present(id);
        const { amendments } = stored;
        if (amendment.n !== amendments.length + 1) throw new Stale(`amendment ${amendment.n} after ${amendments.length}`);
        change(stored, {}, { amendments: [...amendments, copyOf({ ...amendment, received: false })] });
      }),

    markAmended: (id, n) =>
      write('markAmended', () => {
        const stored = present(id);
        change(stored, { amending: null }, { amendments: stored.amendments.map((one) => (one.n === n ? { ...one, received: true } : one)) });
      }),

    markAmendmentsPending: (id, n) =>
      write('markAmendmentsPending', () => {
        const stored = present(id);
        change(stored, {}, { amendments: stored.amendments.map((one) => (one.n < n ? { ...one, received: false } : one)) });
      }),

    settleEdits: (id, edits) =>
      write('settleEdits', () => {
        const stored = present(id);
        change(stored, { editsSettled: Math.max(edits, stored.row.editsSettled ?? 0), amending: null });
      }),

    amendAll: (id) =>
      write('amendAll', () => {
        const stored = present(id);
        change(stored, { editsSettled: 0 }, { texts: new Map([...stored.texts].map(([name, text]) => [name, { ...text, amends: true }])) });
      }),

    markAmendmentHeld: (id, amending) =>
      write('markAmendmentHeld', () => {
        const stored = present(id);
        change(stored, { amending, ...(amending.failure && isTrashed(stored.row) ? { deletedAtMs: null } : {}) });
      }),

    markSegmentSent: (id, seq) =>
      write('markSegmentSent', () => {
        const stored = present(id);
        const segment = stored.segments.find((one) => one.seq === seq);
        if (!segment || segment.sent) return;
        const { segmentsSent, bytesSent } = stored.row;
        change(stored, { segmentsSent: segmentsSent + 1, bytesSent: bytesSent + segment.bytes, retry: null }, { segments: marked(stored.segments, [segment], true) });
      }),

    markSegmentsPending: (id, seqs) =>
      write('markSegmentsPending', () => {
        const stored = present(id);
        const lost = stored.segments.filter(({ seq, sent }) => sent && seqs.includes(seq));
        const bytesSent = stored.row.bytesSent - lost.reduce((sum, { bytes }) => sum + bytes, 0);
        change(stored, { segmentsSent: stored.row.segmentsSent - lost.length, bytesSent }, { segments: marked(stored.segments, lost, false) });
      }),

    markUploading: (id) =>
      write('markUploading', () => {
        const stored = present(id);
        if (stored.row.state === 'waiting') change(stored, { state: 'uploading' });
      }),

    markSent: (id, manifestSha256, receivedAtMs, pollAtMs) =>
      write('markSent', () => {
        const stored = present(id);
        if (stored.row.manifestSha256 !== manifestSha256) throw new Stale('the receipt is for another manifest');
        if (stored.row.state === 'archived' || stored.row.state === 'sent') return;
        change(stored, { state: 'sent', receivedAtMs, pollAtMs, polls: 0, retry: null, failure: null });
      }),

    markArchived: (id, archived) => write('markArchived', () => void change(present(id), { state: 'archived', archived, pollAtMs: null, retry: null, failure: null })),

    markPolled: (id, pollAtMs) =>
      write('markPolled', () => {
        const stored = present(id);
        if (stored.row.state === 'sent') change(stored, { pollAtMs, polls: stored.row.polls + 1 });
      }),

    markFailed: (id, failure) =>
      write('markFailed', () => {
        const stored = present(id);
        const { state } = stored.row;
        if (state === 'archived' || (state === 'sent' && failure.code !== 'archive_problem')) return;
        const back = state === 'sent' && isTrashed(stored.row) ? { deletedAtMs: null } : {};
        change(stored, { state: 'failed', failure, retry: null, pollAtMs: null, ...back });
      }),

    markRetry: (id, retry) =>
      write('markRetry', () => {
        const stored = present(id);
        change(stored, { retry, ...(stored.row.state === 'uploading' && retry ? { state: 'waiting' as const } : {}) });
      }),
  };
}

const copyOf = (amendment: FrozenAmendment): FrozenAmendment => ({ ...amendment, bytes: amendment.bytes.slice(), texts: amendment.texts.map((text) => ({ ...text })) });

const marked = (segments: readonly Segment[], which: readonly Segment[], sent: boolean) => segments.map((segment) => (which.includes(segment) ? { ...segment, sent } : segment));

const NEW_ROW = {
  state: 'recording',
  partial: false,
  endedAtMs: null,
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
} as const;
