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

/** The organisation's keys. The private halves never leave it. */
export interface KeyRing {
  /** Public keys to seal to, newest first, SubjectPublicKeyInfo in base64. */
  publicKeys(): Promise<{ kid: string; spki: string }[]>;
  /** The raw 32-byte AES key in `wrapped`, or undefined when `kid` is not ours or it does not open. */
  unwrap(kid: string, wrapped: Bytes): Promise<Bytes | undefined>;
}

/** Somebody who is signed in. */
export interface Person {
  ownerId: OwnerId;
  email: string | null;
  roles: string[];
}

/** Who a request comes from. Replaced as a whole by real sign-in. */
export interface SignIn {
  /** The person whose valid session cookie `request` carries. */
  person(request: Request): Promise<Person | undefined>;
  /** The sign-in pages and their actions, below `/oidc/`. */
  handle(request: Request): Promise<Response>;
}

export type Clock = () => number;

/** One structured line; `fields` hold nothing private. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Record<string, unknown>) => void;
