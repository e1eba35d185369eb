import type { FailureCode } from '../failures.ts';

// The one list of what Holdfast tells about itself. Metrics and alerts are derived from these lines;
// nothing is counted elsewhere. No field may hold audio, a name, an e-mail or a text that a person wrote.

interface Of<Name extends string, Level extends 'info' | 'warn' | 'error' = 'info'> {
  event: Name;
  level: Level;
}
interface About {
  recordingId: string;
  /** The owner id: a hash. */
  userId: string;
}
/** Durations are whole seconds and sizes bytes, as the users' log format has them. */
interface Amount {
  duration: number;
  size: number;
}

export type Event =
  | (Of<'recording_started'> & About & { mimeType: string; flagsVersion: number; online: boolean })
  | (Of<'recording_paused'> & About & { duration: number })
  | (Of<'recording_resumed'> & About)
  | (Of<'recording_interrupted', 'warn'> & About & { cause: string })
  | (Of<'recording_saved'> & About & Amount & { status: string; takes: number })
  | (Of<'recording_recovered', 'warn'> & About & Amount & { status: string })
  | (Of<'recording_fenced', 'warn'> & About)
  | (Of<'recording_failed', 'error'> & { recordingId: string | null; userId: string; code: string })
  | (Of<'recording_deleted', 'warn'> & About & Amount)
  | (Of<'recording_trashed', 'warn'> & About & Amount & { status: string })
  | (Of<'recording_restored'> & About & Amount & { status: string })
  | (Of<'recording_purged'> & About & { size: number; reason: 'expired' | 'space' | 'asked' })
  | (Of<'segment_saved'> & About & { seq: number; size: number })
  | (Of<'upload_started'> & About & Amount)
  | (Of<'upload_segment_sent'> & About & { seq: number; size: number })
  | (Of<'upload_completed'> & About & Amount & { sinceStop: number })
  | (Of<'upload_archived'> & About & Amount)
  | (Of<'upload_failed', 'warn'> & About & { code: FailureCode; attempt: number })
  | (Of<'upload_parked', 'error'> & About & { code: FailureCode; detail: string })
  | (Of<'amendment_sent'> & About & { seq: number; size: number })
  | (Of<'amendment_failed', 'warn'> & About & { code: FailureCode; attempt: number })
  | (Of<'amendment_refused', 'error'> & About & { code: FailureCode; detail: string })
  | (Of<'sync_started'> & { userId: string; trigger: string; queueLength: number })
  | (Of<'sync_finished'> & { userId: string; trigger: string; queueLength: number; ms: number })
  | (Of<'sync_failed', 'error'> & { userId: string; trigger: string; message: string })
  | (Of<'sync_registered'> & { trigger: string })
  | (Of<'storage_write_retried', 'warn'> & { userId: string; code: string; attempt: number })
  | (Of<'storage_write_failed', 'error'> & { userId: string; code: string })
  | (Of<'storage_row_corrupt', 'error'> & About)
  | (Of<'flags_loaded'> & { version: number })
  | (Of<'flags_rejected', 'warn'> & { reason: string })
  | (Of<'flags_evaluated'> & { version: number; variant: string; reason: string })
  | (Of<'cleanup_done'> & { userId: string; request: string; purged: number })
  | (Of<'boot_failed', 'error'> & { failures: number; message: string })
  | (Of<'crash_loop', 'error'> & { failures: number; appVersion: string });

export type EventName = Event['event'];

/** One JSON line in the users' log format: ISO 8601 timestamp, level, event, then the event's own fields. */
export function eventLine(event: Event, atMs: number): string {
  const { event: name, level, ...fields } = event;
  return JSON.stringify({ timestamp: new Date(atMs).toISOString(), level, event: name, ...fields });
}
