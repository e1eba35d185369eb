import type { Bytes } from '../bytes.ts';
import { Failure, Fenced } from '../failures.ts';
import type { OwnerId } from '../names.ts';
import type { Clock, RecordingStore, TakeKey, Telemetry, Timers } from '../ports.ts';
import type { Chunk, Fence } from '../recording.ts';
import { chunkAad, chunkIv } from '../seal/format.ts';
import { createMediaClock } from './mediaclock.ts';

/** Waits between tries to write a chunk that the database refused. The chunk stays in memory meanwhile. */
const RETRY_WAITS_MS = [100, 300, 1_000, 2_000, 4_000, 8_000];

export interface TakeWriterDeps {
  clock: Clock;
  timers: Timers;
  store: RecordingStore;
  telemetry: Telemetry;
}

export interface TakeWriterOptions {
  ownerId: OwnerId;
  fence: Fence;
  take: number;
  mimeType: string;
  key: TakeKey;
  /** A slice has arrived: the take's audio up to and with it, saved or not. */
  onHeard(durationMs: number): void;
  /** A chunk is on the disk: the take's audio up to and with it, and what the chunk weighs. */
  onSaved(durationMs: number, sealedBytes: number): void;
  /** Nothing more can be written: a Fenced, a Failure of the storage, or what a slice threw. Called once. */
  onFault(error: unknown): void;
}

export interface TakeWriter {
  /** Takes the next slice of the container. */
  push(slice: Promise<Bytes>): void;
  /** Resolves when everything that was pushed is on the disk, or the writer has failed. */
  finish(): Promise<void>;
}

/**
 * Seals the slices of one take and commits them strictly in order, one transaction each.
 * A number is consumed when its chunk is sealed; a write that failed is tried again with the same sealed bytes.
 */
export function createTakeWriter(deps: TakeWriterDeps, options: TakeWriterOptions): TakeWriter {
  const { fence, take, mimeType, key, ownerId } = options;
  const mediaClock = createMediaClock(mimeType);
  let nextChunk = 0;
  let failed = false;
  let arrivals: Promise<unknown> = Promise.resolve();
  let queue = Promise.resolve();

  /** Read on arrival, not when its turn to be saved comes: a slow disk is no silence. */
  async function read(slice: Promise<Bytes>): Promise<{ plain: Bytes; durationMs: number }> {
    const plain = await slice;
    if (plain.byteLength > 0) {
      mediaClock.push(plain);
      options.onHeard(mediaClock.durationMs());
    }
    return { plain, durationMs: mediaClock.durationMs() };
  }

  async function save(slice: Promise<{ plain: Bytes; durationMs: number }>): Promise<void> {
    if (failed) return;
    const { plain, durationMs } = await slice;
    if (plain.byteLength === 0 || failed) return;
    const chunk = nextChunk++;
    const place = { ownerId, recordingId: fence.recordingId, take, chunk, mimeType };
    const sealed = await key.seal(chunkIv(chunk), chunkAad(place), plain);
    await commit({ recordingId: fence.recordingId, take, chunk, sealed }, durationMs);
    options.onSaved(durationMs, sealed.byteLength);
  }

  async function commit(chunk: Chunk, durationMs: number): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await deps.store.append(fence, chunk, durationMs, deps.clock.nowMs());
      } catch (error) {
        const waitMs = RETRY_WAITS_MS[attempt];
        if (error instanceof Fenced || waitMs === undefined) throw error;
        const code = error instanceof Failure ? error.code : 'storage_failed';
        deps.telemetry.record({ event: 'storage_write_retried', level: 'warn', userId: ownerId, code, attempt: attempt + 1 });
        await deps.timers.sleep(waitMs);
      }
    }
  }

  return {
    push(slice) {
      const arrival = arrivals.then(() => read(slice));
      // A slice that failed to arrive is dealt with in its turn; until then nobody else looks at it.
      slice.catch(() => undefined);
      arrival.catch(() => undefined);
      arrivals = arrival;
      queue = queue
        .then(() => save(arrival))
        .catch((error: unknown) => {
          if (failed) return;
          failed = true;
          options.onFault(error);
        });
    },
    finish: () => queue,
  };
}
