import type { ObjectStore } from '../../api/ports.ts';
import type { Bytes } from '../../src/core/bytes.ts';

/** A store, and what the suite needs around it. */
export interface StoreUnderTest {
  store: ObjectStore;
  /** Moves the clock that the store signs by, in milliseconds from the true time. */
  shiftClock(offsetMs: number): void;
  /** Sends a PUT to `/ingest/*` as a browser would; left out, it goes straight to `store.ingest`. */
  send?: (path: string, headers: Record<string, string>, body: Bytes) => Promise<Response>;
  /** Ends it. A store that outlives the suite removes what is below `root`. */
  close(root: string): Promise<void>;
}
