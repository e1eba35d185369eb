import { Failure } from '../failures.ts';
import type { Reserve } from './reserve.ts';

/** Half an hour at the best quality, and an hour at the usual one. */
export const ROOM_BYTES = 16 * 1024 * 1024;
/** What is tried, in megabytes, when that much is not there. */
const TRIED_MB = [12, 10, 8, 7, 6, 5, 4, 3, 2.5, 2, 1.5, 1, 0.5];

/**
 * Room that is kept filled while nothing records, and given back when a recording finds the disk full: from then on
 * people are warned, and the recording goes on. It works where browsers do not tell how much is left.
 */
export interface WarningRoom {
  /** What was there the last time it was tried, in bytes; null while nobody knows. */
  provenBytes(): number | null;
  /** Fills the room while nothing records (`idle`), and tries how much is left when it cannot be filled or has been given back. Never rejects. */
  look(idle: boolean): Promise<void>;
  /** Gives the room back. Resolves to its bytes, 0 when it was not filled. Rejects with a Failure. */
  release(): Promise<number>;
}

/** @param reserveOf A reserve of so many bytes under a name of its own. */
export function createWarningRoom(reserveOf: (name: string, bytes: number) => Reserve): WarningRoom {
  const room = reserveOf('room', ROOM_BYTES);
  let provenBytes: number | null = null;
  let given = false;

  const isFull = (error: unknown) => error instanceof Failure && error.code === 'storage_full';

  async function largest(): Promise<number> {
    for (const megabytes of TRIED_MB) {
      const bytes = megabytes * 1e6;
      const tried = reserveOf('tried', bytes);
      try {
        await tried.take();
        await tried.release();
        return bytes;
      } catch (error) {
        if (!isFull(error)) throw error;
      }
    }
    return 0;
  }

  return {
    provenBytes: () => provenBytes,

    async look(idle) {
      try {
        if (idle) {
          await room.take();
          given = false;
          provenBytes = ROOM_BYTES;
        } else if (given) provenBytes = await largest();
      } catch (error) {
        provenBytes = isFull(error) ? await largest().catch(() => null) : null;
      }
    },

    async release() {
      const bytes = await room.release();
      if (bytes > 0) {
        given = true;
        provenBytes = bytes;
      }
      return bytes;
    },
  };
}
