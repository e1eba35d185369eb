import { Failure } from '../failures.ts';

/**
 * Frees what may go and resolves to the bytes freed, 0 when there was nothing. Never rejects.
 * `ending`: for a write that ends a recording, which gets the last room there is.
 */
export type MakeRoom = (ending: boolean) => Promise<number>;

/**
 * Runs `write`, and once more when it found the disk full and `makeRoom` has freed something. `write` must change
 * nothing when it rejects, and must not be called by `makeRoom`.
 */
export async function withRoom<T>(write: () => Promise<T>, makeRoom: MakeRoom | undefined, ending: boolean): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!makeRoom || !(error instanceof Failure) || error.code !== 'storage_full' || (await makeRoom(ending)) === 0) throw error;
    return write();
  }
}
