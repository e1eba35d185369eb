import { Failure } from '../failures.ts';
import type { OwnerId, RecordingId } from '../names.ts';
import type { Clock, Digest, RecordingStore, Telemetry } from '../ports.ts';
import { cutSegment, MAX_CUT_BYTES } from './cutsegment.ts';

/** While online, what Stop leaves to send is at most this much, unless told otherwise. */
const ONLINE_CUT_MS = 15_000;
/** How long a cut that failed is left alone: recording goes on without it. */
const RETRY_MS = 60_000;

/** Whether the chunks so far are to become a segment now. */
export function isCutDue(now: { chunkBytes: number; sinceLastCutMs: number; online: boolean; closing: boolean; segmentMs?: number | undefined }): boolean {
  if (now.chunkBytes === 0) return false;
  return now.closing || now.chunkBytes >= MAX_CUT_BYTES || (now.online && now.sinceLastCutMs >= (now.segmentMs ?? ONLINE_CUT_MS));
}

export interface CutterDeps {
  clock: Clock;
  store: RecordingStore;
  digest: Digest;
  telemetry: Telemetry;
  online(): boolean;
  /** How much audio a segment holds while online. */
  segmentMs?(): number;
  /** There is a new segment to send. */
  onSegment(): void;
}

/** Cuts the segments of a running recording, one after the other, beside the capture. A full disk stops this, not the recording. */
export interface Cutter {
  /** A chunk of so many sealed bytes is on the disk. */
  saved(sealedBytes: number): void;
  /** Cuts what there is. Resolves when no cut is under way; never rejects. */
  flush(): Promise<void>;
}

/** The cutter of recording `id`. */
export function createCutter(deps: CutterDeps, ownerId: OwnerId, id: RecordingId): Cutter {
  let chunkBytes = 0;
  let lastCutMs = deps.clock.monotonicMs();
  let notBeforeMs = 0;
  let queue = Promise.resolve();
  let cutting = false;

  const isDue = (closing: boolean) => {
    const nowMs = deps.clock.monotonicMs();
    return nowMs >= notBeforeMs && isCutDue({ chunkBytes, sinceLastCutMs: nowMs - lastCutMs, online: deps.online(), closing, segmentMs: deps.segmentMs?.() });
  };

  async function cutAll(closing: boolean): Promise<void> {
    while (isDue(closing)) {
      const segment = await cutSegment(deps, id);
      lastCutMs = deps.clock.monotonicMs();
      chunkBytes = (await deps.store.get(id))?.chunkBytes ?? 0;
      if (!segment) return;
      deps.telemetry.record({ event: 'segment_saved', level: 'info', recordingId: id, userId: ownerId, seq: segment.seq, size: segment.bytes });
      deps.onSegment();
    }
  }

  function cut(closing: boolean): Promise<void> {
    cutting = true;
    queue = queue
      .then(() => cutAll(closing))
      .catch((error: unknown) => {
        notBeforeMs = deps.clock.monotonicMs() + RETRY_MS;
        const code = error instanceof Failure ? error.code : 'storage_failed';
        deps.telemetry.record({ event: 'storage_write_failed', level: 'error', userId: ownerId, code });
      })
      .finally(() => (cutting = false));
    return queue;
  }

  return {
    saved(sealedBytes) {
      chunkBytes += sealedBytes;
      if (!cutting && isDue(false)) void cut(false);
    },
    flush: () => cut(true),
  };
}
