import * as v from 'valibot';
import { MAX_RECORDING_MS, MAX_SEGMENT_BYTES } from '../core/manifest.ts';
import { MAX_SEGMENTS, OWNER_ID, RECORDING_ID, SHA256_HEX } from '../core/names.ts';

// Every request and response of the API. Objects are loose: a field from a newer build is kept, not refused.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const timeMs = v.pipe(v.number(), v.integer(), v.minValue(0));
export const ownerId = v.pipe(v.string(), v.regex(OWNER_ID));
export const recordingId = v.pipe(v.string(), v.regex(RECORDING_ID));
export const sha256 = v.pipe(v.string(), v.regex(SHA256_HEX));
export const seq = v.pipe(count, v.maxValue(MAX_SEGMENTS - 1));
const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]+={0,2}$/));
const mimeType = v.pipe(v.string(), v.regex(/^[\x21-\x7e][\x20-\x7e]{0,99}$/));

/** Most segments in one presign request. */
export const MAX_PRESIGNED_SEGMENTS = 50;
/** Largest body of a presign request. */
export const MAX_PRESIGN_BODY_BYTES = 32 * 1024;
/** Largest manifest: 12 hours in 15 s segments are about 0.7 MB. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** How long a presigned PUT may be used. */
export const PRESIGN_SECONDS = 300;

export const wrappedKey = v.looseObject({ kid: v.pipe(v.string(), v.minLength(1), v.maxLength(64)), wrapped: base64 });

export const segmentRef = v.looseObject({ seq, bytes: v.pipe(count, v.minValue(1), v.maxValue(MAX_SEGMENT_BYTES)), sha256 });

/** `POST /api/uploads` */
export const presignRequest = v.looseObject({
  ownerId,
  recordingId,
  segments: v.pipe(v.array(segmentRef), v.minLength(1), v.maxLength(MAX_PRESIGNED_SEGMENTS)),
});
export type PresignRequest = v.InferOutput<typeof presignRequest>;

/** `urls[].url` is a same-origin path with its query; `headers` are to be sent exactly so. */
export const presignResponse = v.looseObject({
  holdfast: v.literal('presign'),
  serverTimeMs: timeMs,
  urls: v.array(v.looseObject({ seq, url: v.string(), headers: v.record(v.string(), v.string()), expiresAtMs: timeMs })),
});
export type PresignResponse = v.InferOutput<typeof presignResponse>;

export const textKind = v.picklist(['title', 'note', 'patient', 'mark']);
export const consent = v.looseObject({ textVersion: v.string(), atMs: timeMs });
export const quality = v.looseObject({ preset: v.string(), bitsPerSecond: count, processing: v.picklist(['voice', 'raw']) });

/** A version of a private text, sealed. */
export const sealedText = v.looseObject({
  kind: textKind,
  mark: v.exactOptional(count),
  version: count,
  iv: base64,
  sealed: base64,
  wrappedKeys: v.array(wrappedKey),
});

const chunkRange = v.looseObject({ take: v.pipe(count, v.maxValue(0xffff)), firstChunk: count, lastChunk: count });

/** `POST /api/uploads/{recordingId}/complete` */
export const manifest = v.looseObject({
  version: v.literal(1),
  ownerId,
  recordingId,
  startedAtMs: timeMs,
  endedAtMs: timeMs,
  serverOffsetMs: v.nullable(v.pipe(v.number(), v.integer())),
  partial: v.boolean(),
  takes: v.array(
    v.looseObject({
      take: v.pipe(count, v.maxValue(0xffff)),
      mimeType,
      codec: v.pipe(v.string(), v.maxLength(100)),
      firstChunk: count,
      lastChunk: count,
      durationMs: v.pipe(count, v.maxValue(MAX_RECORDING_MS)),
      startedAtMs: timeMs,
      ended: v.picklist(['pause', 'stop', 'recovered', 'fault']),
      cause: v.exactOptional(v.string()),
      wrappedKeys: v.pipe(v.array(wrappedKey), v.minLength(1)),
    }),
  ),
  gaps: v.array(v.looseObject({ afterTake: count, startedAtMs: timeMs, endedAtMs: timeMs, cause: v.string() })),
  marks: v.array(v.looseObject({ mark: v.exactOptional(count), take: count, atMs: timeMs })),
  segments: v.pipe(v.array(v.looseObject({ ...segmentRef.entries, ranges: v.array(chunkRange) })), v.maxLength(MAX_SEGMENTS)),
  texts: v.array(sealedText),
  consent: v.nullable(consent),
  quality: v.exactOptional(quality),
  appVersion: v.string(),
  flags: v.looseObject({ version: count, variant: v.string() }),
});

export const receipt = v.looseObject({
  holdfast: v.literal('receipt'),
  recordingId,
  manifestSha256: sha256,
  receivedAtMs: timeMs,
});
export type Receipt = v.InferOutput<typeof receipt>;

export const archivedState = v.looseObject({ sha256, seconds: v.pipe(v.number(), v.minValue(0)), archivedAtMs: timeMs });
export const problemState = v.looseObject({ code: v.string(), detail: v.string() });

/** `GET /api/uploads/{recordingId}?ownerId=…`: where a recording stands on the server. */
export const uploadState = v.looseObject({
  holdfast: v.literal('upload'),
  recordingId,
  segments: v.array(v.looseObject({ seq, bytes: count, sha256 })),
  receipt: v.nullable(receipt),
  archived: v.nullable(archivedState),
  problem: v.nullable(problemState),
});
export type UploadState = v.InferOutput<typeof uploadState>;

/** `GET /api/health`. `holdfast` is what no captive portal answers. */
export const health = v.looseObject({ holdfast: v.literal('health'), version: v.string(), serverTimeMs: timeMs });

/**
 * `GET /api/keys`: public keys that audio may be sealed to, newest first; base64 of SubjectPublicKeyInfo. `seal`: the newest of these
 * seals; `break_glass`: every one of these gets a second wrap; a use that a build does not know is none of its business.
 */
export const keys = v.looseObject({
  holdfast: v.literal('keys'),
  keys: v.pipe(v.array(v.looseObject({ kid: v.string(), alg: v.literal('RSA-OAEP-256'), spki: base64, use: v.string() })), v.minLength(1)),
});
export type Keys = v.InferOutput<typeof keys>;

/** `GET /api/session`: who is signed in. */
export const session = v.looseObject({
  holdfast: v.literal('session'),
  ownerId,
  email: v.nullable(v.string()),
  roles: v.array(v.string()),
  /** When they signed in, by the server's clock. */
  signedInAtMs: v.optional(timeMs),
  /** What the flag document calls this person; absent without an e-mail address. */
  internalHmac: v.exactOptional(v.string()),
});
export type Session = v.InferOutput<typeof session>;

/** `GET /api/session?or=nobody`, asked by a page that has to know either: the same, or that it is nobody, which is no refusal then. */
export const sessionOrNobody = v.union([session, v.looseObject({ holdfast: v.literal('nobody') })]);

/** `GET /api/uploads`: whose uploads this browser may send, session or not. */
export const uploaders = v.looseObject({ holdfast: v.literal('uploaders'), owners: v.array(ownerId) });
export type Uploaders = v.InferOutput<typeof uploaders>;

/** `POST /api/signout` */
export const signedOut = v.looseObject({ holdfast: v.literal('signed_out') });
export type SignedOut = v.InferOutput<typeof signedOut>;

/** `GET /api/people`, for admins: everybody who has ever signed in. */
export const people = v.looseObject({
  holdfast: v.literal('people'),
  people: v.array(
    v.looseObject({
      ownerId,
      email: v.nullable(v.string()),
      roles: v.array(v.string()),
      firstSignInAtMs: timeMs,
      lastSignInAtMs: timeMs,
      disabled: v.boolean(),
    }),
  ),
});
export type People = v.InferOutput<typeof people>;

/** `POST /api/people/{ownerId}`, for admins: shuts somebody out, or lets them in again. */
export const personChange = v.looseObject({ disabled: v.boolean() });

/** The header that every changing request to `/api/` carries, with the value `1`: another site's form or image cannot set one. */
export const APP_HEADER = 'X-Holdfast';
