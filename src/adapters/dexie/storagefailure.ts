import type { Dexie } from 'dexie';
import { Failure, Fenced, Stale } from '../../core/failures.ts';

/**
 * Runs a database operation and turns whatever it throws into what the store's port promises. A connection that the
 * browser has lost is let go of, so that the next operation opens a new one.
 */
export async function guarded<T>(db: Dexie, operation: () => PromiseLike<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    // iOS: "Connection to Indexed Database server lost". Dexie itself reopens after InvalidStateError only.
    if (namesOf(error).includes('UnknownError')) db.close({ disableAutoOpen: false });
    throw storageFailure(error);
  }
}

/** The Failure, Fenced or Stale for something that a database operation threw. */
export function storageFailure(error: unknown): Error {
  if (error instanceof Failure || error instanceof Fenced || error instanceof Stale) return error;
  const names = namesOf(error);
  if (names.includes('QuotaExceededError')) return new Failure('storage_full', { cause: error });
  if (names.includes('ConstraintError')) return new Stale('already there', { cause: error });
  return new Failure('storage_failed', { detail: names[0] ?? 'unknown', cause: error });
}

/** Names of an error and of those inside it: a full disk may arrive as an AbortError with the quota error within. */
function namesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 3) return [];
  const { name, inner, failures } = error as { name?: unknown; inner?: unknown; failures?: unknown };
  return [
    ...(typeof name === 'string' ? [name] : []),
    ...namesOf(inner, depth + 1),
    ...(Array.isArray(failures) ? failures.flatMap((failure) => namesOf(failure, depth + 1)) : []),
  ];
}
