import type { RecordingId } from '../../core/names.ts';

/** The beginning of a recording's id: enough to name it to support. */
export function shortId(id: RecordingId): string {
  return id.slice(0, 8);
}
