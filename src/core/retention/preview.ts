import type { Purge } from './retention.ts';

/** What a clean-up by hand would free, to be shown before it is done. */
export interface CleanPreview {
  count: number;
  bytes: number;
  /** When the oldest and the newest of them were archived; null when there is none. */
  oldestArchivedAtMs: number | null;
  newestArchivedAtMs: number | null;
  /** Exactly these go, as far as they are still there. */
  purges: readonly Purge[];
}

/** The preview of `purges`. */
export function previewOf(purges: readonly Purge[]): CleanPreview {
  const times = purges.map(({ archivedAtMs }) => archivedAtMs);
  return {
    count: purges.length,
    bytes: purges.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestArchivedAtMs: times.length === 0 ? null : times.reduce((a, z) => Math.min(a, z)),
    newestArchivedAtMs: times.length === 0 ? null : times.reduce((a, z) => Math.max(a, z)),
    purges,
  };
}
