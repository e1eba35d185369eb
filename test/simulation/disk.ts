import { Failure } from '../../src/core/failures.ts';
import type { OwnerId } from '../../src/core/names.ts';
import type { Heartbeats, RecordingStore } from '../../src/core/ports.ts';
import { createMemoryRecordings, type MemoryRecordings, type Transact } from '../bench/memoryrecordings.ts';
import type { Dice } from './dice.ts';
import type { Life, Turns } from './turns.ts';

/** What is wrong with the device's storage at the moment. */
export interface DiskTroubles {
  /** Nothing that takes room can be written. */
  full: boolean;
  /** The connection to the database is lost: nothing can be read or written. */
  broken: boolean;
  /** Share of writes that fail and change nothing. */
  refuses: number;
  /** Share of writes that succeed but are reported as failed, as when the connection is lost in between. */
  unsure: number;
}

export const NO_DISK_TROUBLES: DiskTroubles = { full: false, broken: false, refuses: 0, unsure: 0 };

/** The device's storage, which outlives its pages. */
export interface Disk {
  readonly troubles: DiskTroubles;
  owners(): OwnerId[];
  recordings(ownerId: OwnerId): MemoryRecordings;
  storeOf(life: Life, ownerId: OwnerId): RecordingStore;
  /** How a store in a variant of its own runs its transactions. */
  transactOf(life: Life, ownerId: OwnerId): Transact;
  heartbeatsOf(life: Life): Heartbeats;
  /** What the operating system has in memory reaches the disk. */
  flush(): void;
  /** The power fails. A strict disk has everything that was committed; a relaxed one may have lost the latest of it. */
  powerCut(): void;
}

export interface DiskOptions {
  turns: Turns;
  dice: Dice;
  durability: 'strict' | 'relaxed';
  /** Is told of every committed transaction. */
  onCommit(ownerId: OwnerId, name: keyof RecordingStore, life: Life): void;
}

/** Methods that need room. The others rewrite a few numbers in place, for which there is some. */
const NEEDS_ROOM = new Set<keyof RecordingStore>(['begin', 'beginTake', 'append', 'addMark', 'setText', 'addSegment', 'freeze']);

/** A disk with nothing on it. */
export function createDisk({ turns, dice, durability, onCommit }: DiskOptions): Disk {
  const troubles = { ...NO_DISK_TROUBLES };
  const databases = new Map<OwnerId, MemoryRecordings>();
  const beats = new Map<string, number>();
  /** The databases after each transaction since the last flush, on a relaxed disk. */
  let unflushed: { ownerId: OwnerId; before: MemoryRecordings }[] = [];

  function recordings(ownerId: OwnerId): MemoryRecordings {
    const known = databases.get(ownerId);
    if (known) return known;
    const fresh: MemoryRecordings = new Map();
    databases.set(ownerId, fresh);
    return fresh;
  }

  const transactOf =
    (life: Life, ownerId: OwnerId): Transact =>
    async (mode, name, work) => {
      await turns.turn(life, name);
      if (troubles.broken) throw new Failure('storage_failed', { detail: 'InvalidStateError' });
      if (mode === 'read') return work();
      if (troubles.full && NEEDS_ROOM.has(name)) throw new Failure('storage_full');
      if (dice.chance(troubles.refuses)) throw new Failure('storage_failed', { detail: 'UnknownError' });
      const before = durability === 'relaxed' ? new Map(recordings(ownerId)) : undefined;
      const result = work();
      if (before) unflushed.push({ ownerId, before });
      onCommit(ownerId, name, life);
      const unsure = dice.chance(troubles.unsure);
      await turns.turn(life, `${name} done${unsure ? ', connection lost' : ''}`);
      if (unsure) throw new Failure('storage_failed', { detail: 'AbortError' });
      return result;
    };

  return {
    troubles,
    owners: () => [...databases.keys()],
    recordings,
    transactOf,
    storeOf: (life, ownerId) => createMemoryRecordings(recordings(ownerId), transactOf(life, ownerId)),
    heartbeatsOf: (life) => ({
      async beat(name, atMs) {
        await turns.turn(life, `beats ${name}`);
        if (troubles.broken) throw new Failure('storage_failed');
        beats.set(name, atMs);
      },
      async lastAtMs(name) {
        await turns.turn(life, `reads beat of ${name}`);
        if (troubles.broken) throw new Failure('storage_failed');
        return beats.get(name);
      },
    }),
    flush: () => void (unflushed = []),
    powerCut() {
      const lost = unflushed.slice(dice.below(unflushed.length + 1));
      for (const { ownerId, before } of lost.reverse()) {
        const database = recordings(ownerId);
        database.clear();
        for (const [id, stored] of before) database.set(id, stored);
      }
      unflushed = [];
    },
  };
}
