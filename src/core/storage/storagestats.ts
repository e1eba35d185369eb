import { audioLeftMs } from '../capture/quality.ts';
import { bytesHere, isTrashed, RECORDING_STATES, type Recording, type RecordingState } from '../recording.ts';
import { freeBytesOf, type SpaceEstimate } from './storagespace.ts';

export interface Amount {
  count: number;
  bytes: number;
}

/** How one owner's recordings stand on this device. */
export interface StorageStats {
  /** Recordings that are not in the trash, and what their audio takes here. */
  byState: Record<RecordingState, Amount>;
  trash: Amount;
  total: Amount;
  /** Of all these, how many have left their audio to the archive. */
  purged: number;
  /** Recordings of which not even the row can be read; they are kept. */
  damaged: number;
  /** What the browser says of all that this app stores; null when it says nothing. */
  usageBytes: number | null;
  quotaBytes: number | null;
  freeBytes: number | null;
  /** Whether the browser has promised to clear nothing by itself. */
  persisted: boolean | null;
  /** Whole minutes that can still be recorded. */
  minutesLeft: number | null;
}

/** The statistics of `recordings`, at the bitrate of the next recording. */
export function storageStats(
  recordings: readonly Recording[],
  around: { damaged: number; estimate: SpaceEstimate | null; persisted: boolean | null; bitsPerSecond: number },
): StorageStats {
  const byState = Object.fromEntries(RECORDING_STATES.map((state) => [state, { count: 0, bytes: 0 }])) as Record<RecordingState, Amount>;
  const trash: Amount = { count: 0, bytes: 0 };
  const total: Amount = { count: 0, bytes: 0 };
  let purged = 0;
  for (const recording of recordings) {
    for (const amount of [total, isTrashed(recording) ? trash : byState[recording.state]]) {
      amount.count += 1;
      amount.bytes += bytesHere(recording);
    }
    if (typeof recording.purgedAtMs === 'number') purged += 1;
  }
  const { damaged, estimate, persisted, bitsPerSecond } = around;
  const freeBytes = freeBytesOf(estimate);
  const leftMs = audioLeftMs(freeBytes, bitsPerSecond);
  return {
    byState,
    trash,
    total,
    purged,
    damaged,
    usageBytes: estimate?.usageBytes ?? null,
    quotaBytes: estimate?.quotaBytes ?? null,
    freeBytes,
    persisted,
    minutesLeft: leftMs === null ? null : Math.floor(leftMs / 60_000),
  };
}
