import type { OwnerId, RecordingId } from '../../src/core/names.ts';
import { composeRecording, type ComposeDeps } from './compose.ts';
import { uncomposedRecordings } from './uncomposed.ts';
import { clearScratch } from './workdir.ts';

/** Composes recordings in this process, one at a time. It keeps nothing: what a crash loses, `recover` finds again in the store. */
export interface ComposeQueue {
  /**
   * Composes this recording soon. Asking again while it waits, runs or is to be tried again changes nothing:
   * what was received never changes, and phones that ask must not defeat the pauses between tries. No-op after `stop`.
   */
  enqueue(ownerId: OwnerId, recordingId: RecordingId): void;
  /** To be called once at start: clears the work folder and enqueues what was completed but never decided. How many. @throws StoreError */
  recover(): Promise<number>;
  /** Resolves when nothing is running or due. What waits for another try is not waited for. */
  idle(): Promise<void>;
  /** Starts nothing more, and resolves when what is running has ended. */
  stop(): Promise<void>;
}

export interface ComposeQueueDeps extends ComposeDeps {
  compose?: typeof composeRecording;
  /** Calls `act` once after `delayMs`, unless the returned function is called before. */
  schedule?: (act: () => void, delayMs: number) => () => void;
}

interface Job {
  ownerId: OwnerId;
  recordingId: RecordingId;
  failures: number;
}

const FIRST_RETRY_MS = 1000;
/** A store that is down for hours is asked this often, without end: giving up would leave a recording undecided until a restart. */
const LAST_RETRY_MS = 5 * 60 * 1000;

/** A queue that composes with `deps`. Starts no timer before something has failed. */
export function createComposeQueue(deps: ComposeQueueDeps): ComposeQueue {
  const { compose = composeRecording, schedule = onTimer, log } = deps;
  const due = new Map<string, Job>();
  const later = new Map<string, () => void>();
  let running: Promise<void> | undefined;
  let isStopped = false;

  function add(job: Job): void {
    const key = `${job.ownerId}/${job.recordingId}`;
    if (isStopped || due.has(key) || later.has(key)) return;
    due.set(key, job);
    running ??= drain();
  }

  /** A job stays in `due` until it has run, so that it is not taken in twice. */
  async function drain(): Promise<void> {
    await Promise.resolve(); // `running` is set before the first job starts.
    for (let job = first(); job && !isStopped; job = first()) {
      const key = `${job.ownerId}/${job.recordingId}`;
      try {
        await compose(deps, job.ownerId, job.recordingId);
        due.delete(key);
      } catch (error) {
        due.delete(key);
        retryLater(key, { ...job, failures: job.failures + 1 }, error);
      }
    }
    running = undefined; // In the same turn as the last look at `due`, so that no job is left between the two.
  }

  function first(): Job | undefined {
    return due.values().next().value;
  }

  function retryLater(key: string, job: Job, error: unknown): void {
    const retryMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (job.failures - 1));
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    log('warn', 'compose_failed', { recordingId: job.recordingId, failures: job.failures, retryMs, cause });
    if (isStopped) return;
    const again = (): void => {
      later.delete(key);
      add(job);
    };
    later.set(key, schedule(again, retryMs));
  }

  return {
    enqueue: (ownerId, recordingId) => add({ ownerId, recordingId, failures: 0 }),
    async recover() {
      await clearScratch(deps.workDir);
      let count = 0;
      for await (const { ownerId, recordingId } of uncomposedRecordings(deps.store)) {
        add({ ownerId, recordingId, failures: 0 });
        count++;
      }
      return count;
    },
    async idle() {
      while (running) await running;
    },
    async stop() {
      isStopped = true;
      due.clear();
      for (const cancel of later.values()) cancel();
      later.clear();
      await running;
    },
  };
}

function onTimer(act: () => void, delayMs: number): () => void {
  const timer = setTimeout(act, delayMs);
  timer.unref(); // A recording that waits must not keep a process from ending.
  return () => clearTimeout(timer);
}
