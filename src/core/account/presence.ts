import type { OwnerId } from '../names.ts';

/** Whose page this device shows, and when anybody last touched it. */
export interface Presence {
  ownerId: OwnerId;
  /** When their sign-in was, by the server's clock; null when no server has told. */
  signedInAtMs: number | null;
  /** The last sign of a person, by the device's clock, to within COARSE_MS. */
  lastActiveAtMs: number;
  /** Nobody was there for too long. Only a later sign-in of the same person ends it. */
  locked: boolean;
}

/** How exactly the last sign of a person is kept: a touch is no reason to write to the disk each time. */
export const COARSE_MS = 15_000;

/** A clock may be put right by so much without looking as if somebody had set it back. */
const CLOCK_SLACK_MS = 60_000;

/** After the server has said who is signed in: anybody new, or a sign-in later than the one known, is somebody who is there. */
export function afterSignIn(before: Presence | undefined, who: Pick<Presence, 'ownerId' | 'signedInAtMs'>, nowMs: number): Presence {
  const { ownerId, signedInAtMs } = who;
  if (before?.ownerId !== ownerId) return { ownerId, signedInAtMs, lastActiveAtMs: nowMs, locked: false };
  // The same sign-in again proves nobody's presence: its cookie lies in the browser.
  if (signedInAtMs === null || (before.signedInAtMs !== null && signedInAtMs <= before.signedInAtMs)) return before;
  // The first time that a server tells the moment of a sign-in is not a sign-in.
  if (before.signedInAtMs === null) return { ...before, signedInAtMs };
  return { ownerId, signedInAtMs, lastActiveAtMs: nowMs, locked: false };
}

/**
 * Whether a page has been left alone for `limitMs` (0: never). A clock that was set back counts as too long, because it
 * cannot tell. Where no server has told when the sign-in was, nothing could end a lock, so there is none.
 */
export function isAbandoned({ signedInAtMs, lastActiveAtMs }: Presence, nowMs: number, limitMs: number): boolean {
  if (limitMs === 0 || signedInAtMs === null) return false;
  return nowMs - lastActiveAtMs >= limitMs || nowMs < lastActiveAtMs - CLOCK_SLACK_MS;
}
