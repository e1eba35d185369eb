import type { OwnerId } from '../names.ts';
import type { Clock } from '../ports.ts';
import { COARSE_MS, isAbandoned, type Presence } from './presence.ts';

/** Where a presence is kept, for the pages of one device and for the time when none is open. Every method may reject. */
export interface PresenceMemory {
  presence(): Promise<Presence | undefined>;
  /** Somebody is there. Changes nothing when the row is locked or another's. Resolves to the row as it is then. */
  rememberActive(ownerId: OwnerId, atMs: number): Promise<Presence | undefined>;
  /**
   * Locks the row of `ownerId` unless another page has seen somebody since `knownActiveAtMs`. Resolves to the row as it is then.
   */
  rememberLocked(ownerId: OwnerId, knownActiveAtMs: number): Promise<Presence | undefined>;
}

export interface IdleLockDeps {
  clock: Clock;
  memory: PresenceMemory;
  ownerId: OwnerId;
  /** After how long without anybody; 0 for never. A remote setting, asked for anew each time. */
  limitMs(): number;
  onChange(locked: boolean): void;
}

/** The lock of one page. No method rejects. */
export interface IdleLock {
  locked(): boolean;
  /** Somebody touches the page. The first touch after too long finds it locked. */
  touch(): void;
  /** Looks whether somebody was there lately, and locks at once when not. Resolves when that is remembered, if it can be. */
  look(): Promise<void>;
  /** The row has changed: another page, or a sign-in. */
  follow(row: Presence | undefined): void;
  /** Writes down the last touch, before the page may go away. */
  flush(): void;
}

/** Makes the lock of a page whose presence is `start`, as read before anything is shown. Without a row it begins now. */
export function createIdleLock(deps: IdleLockDeps, start: Presence | undefined): IdleLock {
  const { clock, memory, ownerId } = deps;
  let presence: Presence = start?.ownerId === ownerId ? start : { ownerId, signedInAtMs: null, lastActiveAtMs: clock.nowMs(), locked: false };
  /** What the row says as far as is known; `presence` may be ahead of it. */
  let writtenAtMs = presence.lastActiveAtMs;
  /** The same moment on the clock that does not jump. */
  let activeMonotonicMs = clock.monotonicMs() - Math.max(0, clock.nowMs() - presence.lastActiveAtMs);

  function show(next: Presence): void {
    const was = presence.locked;
    presence = next;
    if (next.locked !== was) deps.onChange(next.locked);
  }

  function take(row: Presence): void {
    // A row that is older than what this page knows, such as one read while it was locking, opens nothing.
    const later = row.lastActiveAtMs > presence.lastActiveAtMs || (presence.signedInAtMs !== null && row.signedInAtMs !== null && row.signedInAtMs > presence.signedInAtMs);
    if (later) activeMonotonicMs = clock.monotonicMs() - Math.max(0, clock.nowMs() - row.lastActiveAtMs);
    writtenAtMs = row.lastActiveAtMs;
    show({
      ...row,
      lastActiveAtMs: later ? row.lastActiveAtMs : presence.lastActiveAtMs,
      locked: row.locked || (presence.locked && !later),
    });
  }

  // Each clock catches what the other misses: one may be set, the other may stand still while the device sleeps.
  function abandoned(): boolean {
    const limitMs = deps.limitMs();
    if (isAbandoned(presence, clock.nowMs(), limitMs)) return true;
    return limitMs > 0 && presence.signedInAtMs !== null && clock.monotonicMs() - activeMonotonicMs >= limitMs;
  }

  async function look(): Promise<void> {
    if (presence.locked || !abandoned()) return;
    const knownActiveAtMs = Math.max(writtenAtMs, presence.lastActiveAtMs);
    // At once, and whatever the database does: only then is it asked whether somebody was at another page.
    show({ ...presence, locked: true });
    const row = await memory.rememberLocked(ownerId, knownActiveAtMs).catch(() => undefined);
    if (row?.ownerId === ownerId) take(row);
  }

  function write(): void {
    writtenAtMs = presence.lastActiveAtMs;
    void memory.rememberActive(ownerId, presence.lastActiveAtMs).catch(() => undefined);
  }

  return {
    locked: () => presence.locked,
    touch() {
      if (presence.locked) return;
      if (abandoned()) return void look();
      presence = { ...presence, lastActiveAtMs: clock.nowMs() };
      activeMonotonicMs = clock.monotonicMs();
      if (Math.abs(presence.lastActiveAtMs - writtenAtMs) >= COARSE_MS) write();
    },
    look,
    follow(row) {
      if (row?.ownerId === ownerId) take(row);
    },
    flush() {
      if (!presence.locked && presence.lastActiveAtMs !== writtenAtMs && !abandoned()) write();
    },
  };
}
