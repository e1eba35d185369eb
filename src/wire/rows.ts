import * as v from 'valibot';
import { FAILURES, type FailureCode, type Remedy } from '../core/failures.ts';
import { RECORDING_STATES } from '../core/recording.ts';
import type { PublicKey } from '../core/ports.ts';
import { consent, ownerId, quality, recordingId, seq, sha256, textKind, timeMs, wrappedKey } from './api.ts';

// Every row of the device's databases, as it comes out. Loose: an older build keeps what a newer one has added.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const bytes = v.custom<ArrayBuffer>((value) => value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object ArrayBuffer]');

const failureCode = v.picklist(Object.keys(FAILURES) as FailureCode[]);
const remedy = v.picklist([...new Set(Object.values(FAILURES))] as Remedy[]);

// A code of a newer build says as much as "the server had a problem" to this one, and its retry is made at once.
const failure = v.nullable(v.looseObject({ code: v.fallback(failureCode, 'server_error'), detail: v.string() }));
const retry = v.fallback(v.nullable(v.looseObject({ attempts: count, atMs: timeMs, code: failureCode, remedy })), null);

export const recordingRow = v.looseObject({
  id: recordingId,
  ownerId,
  order: count,
  epoch: v.string(),
  state: v.picklist(RECORDING_STATES),
  partial: v.boolean(),
  startedAtMs: timeMs,
  endedAtMs: v.nullable(timeMs),
  heartbeatAtMs: timeMs,
  savedMs: count,
  chunkCount: count,
  chunkBytes: count,
  segmentCount: count,
  segmentBytes: count,
  segmentsSent: count,
  bytesSent: count,
  manifestSha256: v.nullable(sha256),
  receivedAtMs: v.nullable(timeMs),
  archived: v.nullable(v.looseObject({ sha256, seconds: v.number(), archivedAtMs: timeMs })),
  pollAtMs: v.nullable(timeMs),
  polls: count,
  failure,
  retry,
  serverOffsetMs: v.nullable(v.number()),
  appVersion: v.string(),
  flags: v.looseObject({ version: count, variant: v.string() }),
  // Older builds write none of these.
  consent: v.exactOptional(v.nullable(consent)),
  quality: v.exactOptional(quality),
  edits: v.exactOptional(count),
  // Nonsense here costs a look at what there is to amend, and a try at once.
  editsSettled: v.exactOptional(v.fallback(count, 0)),
  amending: v.exactOptional(v.fallback(v.nullable(v.looseObject({ retry, failure })), null)),
  // Nonsense here must not keep the audio back: it counts as neither deleted nor purged.
  deletedAtMs: v.exactOptional(v.fallback(v.nullable(timeMs), null)),
  purgedAtMs: v.exactOptional(v.fallback(v.nullable(timeMs), null)),
  anyNetwork: v.exactOptional(v.fallback(v.boolean(), false)),
});

export const takeRow = v.looseObject({
  recordingId,
  take: count,
  mimeType: v.string(),
  codec: v.string(),
  startedAtMs: timeMs,
  ended: v.nullable(v.picklist(['pause', 'stop', 'recovered', 'fault'])),
  cause: v.exactOptional(v.string()),
  durationMs: count,
  chunkCount: count,
  wrappedKeys: v.array(wrappedKey),
});

export const chunkRow = v.looseObject({ recordingId, take: count, chunk: count, sealed: bytes });

export const segmentRow = v.looseObject({
  recordingId,
  seq,
  bytes: count,
  sha256,
  ranges: v.array(v.looseObject({ take: count, firstChunk: count, lastChunk: count })),
  sent: v.boolean(),
});

export const segmentDataRow = v.looseObject({ recordingId, seq, data: bytes });

export const manifestRow = v.looseObject({ recordingId, sha256, bytes });

/** Who signed in last on this device. */
export const accountRow = v.looseObject({ ownerId, email: v.nullable(v.string()), internalHmac: v.exactOptional(v.string()) });

/** When somebody was last at the page of the one who is signed in. */
export const presenceRow = v.looseObject({ ownerId, signedInAtMs: v.nullable(timeMs), lastActiveAtMs: timeMs, locked: v.boolean() });

/** A sign-out of which the server has not heard. */
export const pendingSignOutRow = v.looseObject({ ownerId, signedInAtMs: v.nullable(timeMs) });

export const markRow = v.looseObject({ recordingId, mark: count, take: count, atMs: timeMs });

export const gapRow = v.looseObject({ recordingId, afterTake: count, startedAtMs: timeMs, endedAtMs: timeMs, cause: v.string() });

/** `name`: one text of a recording among its others. */
export const textRow = v.looseObject({
  recordingId,
  name: v.string(),
  kind: textKind,
  mark: v.exactOptional(count),
  version: count,
  iv: v.string(),
  sealed: v.string(),
  wrappedKeys: v.array(wrappedKey),
  amends: v.boolean(),
});

export const amendmentRow = v.looseObject({
  recordingId,
  n: count,
  sha256,
  bytes,
  texts: v.array(v.looseObject({ name: v.string(), version: count })),
  received: v.boolean(),
});

/** `part`: a take's number or a text's name. */
export const deviceWrapRow = v.looseObject({ recordingId, part: v.union([count, v.string()]), keyId: v.string(), wrapped: v.string() });

/** The organisation's public keys, newest first. Older builds stored none but sealing ones and did not say so; one with a use that this build does not know is left out. */
export const keysRow = v.pipe(
  v.array(v.looseObject({ kid: v.string(), spki: v.string(), use: v.optional(v.string(), 'seal') })),
  v.transform((keys) => keys.flatMap(({ use, ...key }): PublicKey[] => (use === 'seal' || use === 'break_glass' ? [{ ...key, use }] : []))),
);
