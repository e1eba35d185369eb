import { createHash } from 'node:crypto';
import type { OwnerId, Sha256Hex } from '../../src/core/names.ts';

/** Below it lie sessions and grants. */
export const SESSIONS_PREFIX = 'state/sessions/';
/** Below it lies one document for everybody who has ever signed in. */
export const USERS_PREFIX = 'state/users/';
/** Below it lies one document for everybody whom an admin has ever shut out. */
export const REVOKED_PREFIX = 'state/revoked/';

/** What may lie below `SESSIONS_PREFIX`. */
export type SessionPart = 'session' | 'seen' | 'pair' | 'grant';

/** A key names a cookie by its hash, so that who can list the store has nobody's session. */
export function sessionStateKey(part: SessionPart, sha256: Sha256Hex): string {
  return `${SESSIONS_PREFIX}${part}-${sha256}.json`;
}

/** The SHA-256 of a cookie's value. */
export function cookieHash(value: string): Sha256Hex {
  return createHash('sha256').update(value).digest('hex');
}

/** `state/users/{ownerId}.json` */
export function userKey(ownerId: OwnerId): string {
  return `${USERS_PREFIX}${ownerId}.json`;
}

/** `state/revoked/{ownerId}.json` */
export function revokedKey(ownerId: OwnerId): string {
  return `${REVOKED_PREFIX}${ownerId}.json`;
}
