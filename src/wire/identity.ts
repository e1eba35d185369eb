import * as v from 'valibot';
import { ownerId, sha256, timeMs } from './api.ts';

// What the server keeps of who is signed in. Each is one document of the store; none holds what a cookie says.

/** `state/sessions/session-{sha256 of the cookie}.json`, written once. */
export const sessionRecord = v.looseObject({ ownerId, email: v.nullable(v.string()), roles: v.array(v.string()), createdAtMs: timeMs });
export type SessionRecord = v.InferOutput<typeof sessionRecord>;

/** `state/sessions/seen-{…}.json` beside it: when its person was last seen. A document of its own, so that writing it revives nothing. */
export const seenRecord = v.looseObject({ lastSeenAtMs: timeMs });
export type SeenRecord = v.InferOutput<typeof seenRecord>;

/** `state/sessions/pair-{…}.json` beside it, and for longer: the grant that began with the session, by the hash of its cookie. */
export const pairRecord = v.looseObject({ grantSha256: sha256, createdAtMs: timeMs });
export type PairRecord = v.InferOutput<typeof pairRecord>;

/** `state/sessions/grant-{sha256 of the cookie}.json`, written once. */
export const grantRecord = v.looseObject({ ownerId, createdAtMs: timeMs });
export type GrantRecord = v.InferOutput<typeof grantRecord>;

/** `state/users/{ownerId}.json`, written at each sign-in. */
export const userRecord = v.looseObject({
  ownerId,
  email: v.nullable(v.string()),
  roles: v.array(v.string()),
  firstSignInAtMs: timeMs,
  lastSignInAtMs: timeMs,
});
export type UserRecord = v.InferOutput<typeof userRecord>;

/** `state/revoked/{ownerId}.json`: whatever this person opened at `sinceMs` or before is dead, and while `disabled`, everything is. */
export const revocation = v.looseObject({ disabled: v.boolean(), sinceMs: timeMs, by: ownerId });
export type Revocation = v.InferOutput<typeof revocation>;
