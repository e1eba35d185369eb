import type { Bytes } from '../../src/core/bytes.ts';
import type { OwnerId, RecordingId, Sha256Hex } from '../../src/core/names.ts';
import { toHex } from '../../src/core/bytes.ts';
import { createNotes, type Notes } from './notes.ts';
import { fingerprint, type OnSeal } from './sealing.ts';
import type { Captured } from './tape.ts';

/** What must hold, each by the name under which a break of it is reported. */
export type Invariant =
  | 'acknowledged' // Every acknowledged chunk is on the server or still on the device.
  | 'archive' // One archive per recording, equal to what was captured.
  | 'frozen' // The bytes of a segment never change once hashed.
  | 'purge' // Nothing is purged before it is archived.
  | 'owner' // Nothing of one person is stored under another.
  | 'iv' // No IV twice under a key, no slice sealed twice.
  | 'drains' // Once faults stop everything arrives within a bounded number of steps.
  | 'attempts' // Failed attempts per hour are bounded.
  | 'planner' // A drain ends within 200 plans, with at most six PUTs at a time.
  | 'screen' // What the screen calls saved is on the disk, what the list calls sent or archived is so.
  | 'fence' // A living recorder with reliable locks is left alone.
  | 'parked' // Only what our API refuses for good is parked, and a recording in which nothing was to be heard; that one always.
  | 'gap' // What is missing between takes, and within them, is a gap; and a gap holds no audio.
  | 'mark' // A mark that was acknowledged is in the manifest, in the take and at the time at which it was set.
  | 'text' // A text that was acknowledged is on the device, and in the manifest or an amendment when everything has arrived.
  | 'microphone' // One recorder at a time, and none and no microphone when nobody records.
  | 'rejection'; // No promise is rejected without anybody looking at it.

export interface Violation {
  invariant: Invariant;
  detail: string;
}

/** What is known of one take from outside of the app. */
export interface TakeFacts {
  captured: Captured;
  /** Sealed bytes' fingerprint by chunk number. */
  sealed: Map<number, number>;
  acknowledged: number;
}

/** What is known of one recording from outside of the app. */
export interface RecordingFacts {
  id: RecordingId;
  ownerId: OwnerId;
  takes: Map<number, TakeFacts>;
  /** Hash of each segment that was ever made. */
  segments: Map<number, Sha256Hex>;
  /** Parking codes that our API has really answered. */
  refused: Set<string>;
  /** Another manifest with fewer segments was received for it: it can only be parked. */
  preempted: boolean;
  purged: boolean;
  /** It was parked because nothing was to be heard. */
  wasSilent: boolean;
  /** Times (monotonic) of requests that failed. */
  failedAtMs: number[];
}

/** The account of what really happened, kept outside of the app. */
export interface Ledger {
  readonly recordings: ReadonlyMap<RecordingId, RecordingFacts>;
  /** Keys of everything the server ever stored. */
  readonly everStored: Set<string>;
  of(id: RecordingId): RecordingFacts | undefined;
  /** What people did to a recording. */
  notes(id: RecordingId): Notes;
  captured(slice: Bytes, by: Captured): void;
  readonly sealed: OnSeal;
  acknowledged(id: RecordingId, take: number, chunk: number): void;
  /** The first break is what counts: others follow from it. */
  broken(invariant: Invariant, detail: string): void;
  violation(): Violation | undefined;
  /** Something of note has happened: a fault, or the app's answer to one. */
  met(what: string): void;
  readonly meetings: ReadonlyMap<string, number>;
}

/** An account with nothing in it. */
export function createLedger(): Ledger {
  const recordings = new Map<RecordingId, RecordingFacts>();
  const capturedBy = new WeakMap<Bytes, Captured>();
  const sealedPlain = new WeakSet<Bytes>();
  const ivs = new Set<string>();
  const meetings = new Map<string, number>();
  const notes = new Map<RecordingId, Notes>();
  let violation: Violation | undefined;

  const broken = (invariant: Invariant, detail: string) => void (violation ??= { invariant, detail });

  function factsOf(id: RecordingId, ownerId: OwnerId): RecordingFacts {
    const known = recordings.get(id);
    if (known) return known;
    const facts: RecordingFacts = { id, ownerId, takes: new Map(), segments: new Map(), refused: new Set(), preempted: false, purged: false, wasSilent: false, failedAtMs: [] };
    recordings.set(id, facts);
    return facts;
  }

  return {
    recordings,
    everStored: new Set(),
    of: (id) => recordings.get(id),
    notes(id) {
      const known = notes.get(id) ?? createNotes();
      notes.set(id, known);
      return known;
    },
    captured: (slice, by) => void capturedBy.set(slice, by),

    sealed({ keyId, iv, aad, plain, sealed }) {
      const name = `${keyId}/${toHex(iv)}`;
      if (ivs.has(name)) broken('iv', `key ${keyId} seals twice under ${toHex(iv)}`);
      ivs.add(name);
      if (sealedPlain.has(plain)) broken('iv', 'a slice is sealed twice');
      sealedPlain.add(plain);
      const [, ownerId, id, take, chunk] = Buffer.from(aad).toString().split('|') as [string, string, string, string, string];
      const { takes } = factsOf(id, ownerId);
      // A private text has a name in place of a take.
      const captured = capturedBy.get(plain);
      if (!captured) return;
      const known = takes.get(Number(take)) ?? { captured, sealed: new Map<number, number>(), acknowledged: 0 };
      if (known.captured !== captured) broken('archive', `take ${take} of ${id} mixes two recorders`);
      takes.set(Number(take), known);
      known.sealed.set(Number(chunk), fingerprint(sealed));
    },

    acknowledged(id, take, chunk) {
      const facts = recordings.get(id)?.takes.get(take);
      if (!facts || chunk > facts.acknowledged) broken('screen', `chunk ${chunk} of take ${take} is acknowledged before chunk ${facts?.acknowledged}`);
      else facts.acknowledged = Math.max(facts.acknowledged, chunk + 1);
    },

    broken,
    violation: () => violation,
    met: (what) => void meetings.set(what, (meetings.get(what) ?? 0) + 1),
    meetings,
  };
}
