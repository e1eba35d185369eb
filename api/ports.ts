import type { Bytes } from '../src/core/bytes.ts';
import type { OwnerId, Sha256Hex } from '../src/core/names.ts';

// What the service needs from outside, with the promise that each method makes.

/** An object as a listing shows it. */
export interface StoredObject {
  key: string;
  bytes: number;
}

/** A PUT that somebody without credentials may do: `path` with its query, relative to the ingest origin. */
export interface PresignedPut {
  /** `/ingest/…?X-Amz-…`, to be sent to our own origin, whose `/ingest/*` is `ObjectStore.ingest`. */
  path: string;
  /** To be sent exactly so; the signature covers them. */
  headers: Record<string, string>;
}

/**
 * An S3 bucket, or what stands in for one. Keys hold only [a-z0-9/_.-].
 * Every method rejects with a StoreError when the store is out of reach or answers what it should not.
 */
export interface ObjectStore {
  /** Stores all of `body` under `key`, or nothing. With `ifAbsent`, resolves 'exists' and changes nothing when the key is taken. */
  put(key: string, body: Bytes, options: { contentType: string; ifAbsent?: boolean }): Promise<'stored' | 'exists'>;
  /** Like `put`, for what is too large for memory: reads the file at `path`. */
  putFile(key: string, path: string, options: { contentType: string }): Promise<void>;
  /** The whole object, or undefined when there is none. */
  get(key: string): Promise<Bytes | undefined>;
  /** Its size, or undefined when there is none. */
  head(key: string): Promise<{ bytes: number } | undefined>;
  /** Every object whose key starts with `prefix`, in key order, however many. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Removes an object; no error when there is none. */
  delete(key: string): Promise<void>;
  /** Signs a PUT of exactly `bytes` bytes with this hash under a key that must be free, for `seconds` from now. */
  presignPut(key: string, options: { bytes: number; sha256: Sha256Hex; seconds: number }): Promise<PresignedPut>;
  /**
   * Takes a presigned PUT that came to `/ingest/*` on our origin to the store, streaming, and brings its answer back.
   * 200 stored, 412 the key is taken, 403 signature or expiry, 400 length or checksum, anything else as the store has it.
   */
  ingest(request: Request): Promise<Response>;
}

/** The store is out of reach or answered what it should not. `status` is its HTTP status, when there was one. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly status: number | undefined;
  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

/** `seal`: one of the organisation's; `break_glass`: a second wrap for the day on which those are lost. */
export type KeyUse = 'seal' | 'break_glass';

/**
 * The organisation's keys. The private halves never leave it. Every method rejects with a KeyRingError when the keys are out of reach:
 * an outage is never `undefined`, which is a verdict.
 */
export interface KeyRing {
  /** Public keys, SubjectPublicKeyInfo in base64: the organisation's, newest first, then the break-glass keys, whose private halves lie in a safe. */
  publicKeys(): Promise<{ kid: string; spki: string; use: KeyUse }[]>;
  /** The raw 32-byte AES key in `wrapped`, or undefined when `kid` is not ours or it does not open. */
  unwrap(kid: string, wrapped: Bytes): Promise<Bytes | undefined>;
}

/** Somebody whom the issuer has vouched for. */
export interface Person {
  ownerId: OwnerId;
  /** For the screen, and for the flags; null when the issuer tells none or has not verified it. */
  email: string | null;
  roles: Role[];
}

export const ROLES = ['admin', 'user'] as const;
export type Role = (typeof ROLES)[number];

/** Somebody with a session. */
export interface SignedInPerson extends Person {
  signedInAtMs: number;
}

/**
 * Sessions and upload grants, as random cookies whose meaning lies in the store. Every method rejects with StoreError when the
 * store is out of reach.
 */
export interface Sessions {
  /**
   * Begins a session (12 h, 30 min idle) and an upload grant (30 days) for `person`, ending those that `request` carried.
   * Resolves to the `Set-Cookie` values, or undefined when an admin has shut this person out.
   */
  open(request: Request, person: Person): Promise<string[] | undefined>;
  /** The person of the live session that `request` carries, and when it began. */
  person(request: Request): Promise<SignedInPerson | undefined>;
  /** Whose uploads `request` may send: the owner of its session and the owner of its upload grant, without doubles. */
  uploaders(request: Request): Promise<OwnerId[]>;
  /** Ends the session and the grant that `request` carries. Resolves to the `Set-Cookie` values that clear them. */
  close(request: Request): Promise<string[]>;
}

/** Everybody who has ever signed in, and who of them is shut out. Rejects with StoreError when the store is out of reach. */
export interface People {
  /** In order of e-mail. */
  all(): Promise<KnownPerson[]>;
  /** Shuts somebody out, or lets them in again. What they had open before stays dead either way. Resolves false for an owner nobody knows. */
  setDisabled(ownerId: OwnerId, disabled: boolean, by: OwnerId): Promise<boolean>;
}

export interface KnownPerson extends Person {
  firstSignInAtMs: number;
  lastSignInAtMs: number;
  disabled: boolean;
}

/** The pages below `/oidc/` by which people sign in with an OpenID Connect issuer. */
export interface SignIn {
  /** Answers `GET /oidc/signin?returnTo=…` and `GET /oidc/callback`. */
  handle(request: Request): Promise<Response>;
}

export type Clock = () => number;

/** One structured line; `fields` hold nothing private. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Record<string, unknown>) => void;
