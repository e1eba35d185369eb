import * as v from 'valibot';
import { FAILURES, type FailureCode, type Remedy } from '../core/failures.ts';
import { RECORDING_STATES } from '../core/recording.ts';
import { ownerId, recordingId, seq, sha256, timeMs, wrappedKey } from './api.ts';

// Every row of the device's databases, as it comes out. Loose: an older build keeps what a newer one has added.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const bytes = v.custom<ArrayBuffer>((value) => value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object ArrayBuffer]');

const failureCode = v.picklist(Object.keys(FAILURES) as FailureCode[]);
const remedy = v.picklist([...new Set(Object.values(FAILURES))] as Remedy[]);

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
  // A code of a newer build says as much as "the server had a problem" to this one, and its retry is made at once.
  failure: v.nullable(v.looseObject({ code: v.fallback(failureCode, 'server_error'), detail: v.string() })),
  retry: v.fallback(v.nullable(v.looseObject({ attempts: count, atMs: timeMs, code: failureCode, remedy })), null),
  serverOffsetMs: v.nullable(v.number()),
  appVersion: v.string(),
  flags: v.looseObject({ version: count, variant: v.string() }),
});

export const takeRow = v.looseObject({
  recordingId,
  take: count,
  mimeType: v.string(),
  codec: v.string(),
  startedAtMs: timeMs,
  ended: v.nullable(v.picklist(['pause', 'stop', 'recovered', 'fault'])),
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
export const accountRow = v.looseObject({ ownerId, email: v.nullable(v.string()) });

/** The organisation's public keys, newest first. */
export const keysRow = v.array(v.looseObject({ kid: v.string(), spki: v.string() }));
