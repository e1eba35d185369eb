import 'fake-indexeddb/auto';
import { randomUUID, webcrypto } from 'node:crypto';
import { OwnerDb } from '../../src/adapters/dexie/ownerdb.ts';
import { createLocalKeys } from '../../src/adapters/dexie/localkeys.ts';
import { createRecordingStore } from '../../src/adapters/dexie/recordingstore.ts';
import { webDigest, webRandomBytes, webSealing } from '../../src/adapters/webcrypto.ts';
import { toBase64 } from '../../src/core/bytes.ts';
import type { Clock, HeldLock, Heartbeats, Locks, PublicKey, Random, Telemetry, Timers } from '../../src/core/ports.ts';
import type { Event } from '../../src/core/telemetry/events.ts';

/** A clock that stands still until it is told to go on. */
export function createTestClock(startMs = 1_700_000_000_000) {
  let nowMs = startMs;
  let monotonicMs = 0;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => monotonicMs,
    pass(ms: number) {
      nowMs += ms;
      monotonicMs += ms;
    },
    /** Somebody sets the wall clock. */
    jump(ms: number) {
      nowMs += ms;
    },
  } satisfies Clock & { pass(ms: number): void; jump(ms: number): void };
}

/** Locks of one process: first come, first served, until released. */
export function createTestLocks(reliable = true): Locks & { held(): string[] } {
  const holders = new Map<string, object>();
  const waiting = new Map<string, (() => void)[]>();
  const take = (name: string): HeldLock => {
    const token = {};
    holders.set(name, token);
    return {
      release() {
        if (holders.get(name) !== token) return;
        holders.delete(name);
        waiting.get(name)?.shift()?.();
      },
    };
  };
  const hold = async (name: string): Promise<HeldLock> => {
    while (holders.has(name)) await new Promise<void>((resolve) => waiting.set(name, [...(waiting.get(name) ?? []), resolve]));
    return take(name);
  };
  return {
    reliable,
    hold,
    holdWithin: async (name) => (holders.has(name) ? undefined : take(name)),
    holdIfFree: async (name) => (holders.has(name) ? undefined : take(name)),
    steal: async (name) => take(name),
    held: () => [...holders.keys()],
  };
}

export const ownerId = '0123456789abcdef0123456789abcdef';

/** What is below the core on one device, with a database of its own and everything that is unstable under control. */
export function createTestDevice() {
  const db = new OwnerDb(randomUUID().replaceAll('-', ''));
  const events: Event[] = [];
  const beats = new Map<string, number>();
  const clock = createTestClock();
  const telemetry: Telemetry = { record: (event) => void events.push(event) };
  const random: Random = { uuid: () => randomUUID(), unit: () => 0.5 };
  const timers: Timers = { sleep: async (ms) => clock.pass(ms), every: () => () => undefined };
  const heartbeats: Heartbeats = {
    beat: async (name, atMs) => void beats.set(name, atMs),
    lastAtMs: async (name) => beats.get(name),
  };
  return { db, ownerId, clock, random, timers, telemetry, heartbeats, events, locks: createTestLocks(), store: createRecordingStore(db), digest: webDigest, sealing: webSealing, localKeys: createLocalKeys(db), randomBytes: webRandomBytes };
}
export type TestDevice = ReturnType<typeof createTestDevice>;

let pair: Promise<{ privateKey: CryptoKey; publicKey: PublicKey }> | undefined;

/** One organisation's key pair for a whole test file: making one takes a while. */
export function organisationKey() {
  return (pair ??= (async () => {
    const { publicKey, privateKey } = await webcrypto.subtle.generateKey(
      { name: 'RSA-OAEP', modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
      true,
      ['encrypt', 'decrypt'],
    );
    return { privateKey, publicKey: { kid: 'k1', use: 'seal' as const, spki: toBase64(new Uint8Array(await webcrypto.subtle.exportKey('spki', publicKey))) } };
  })());
}
