import type { Manifest } from '../../src/core/manifest.ts';
import type { Dice } from './dice.ts';
import { foreign, refusal, type HttpAnswer } from './http.ts';

export type RequestKind = 'presign' | 'put' | 'complete' | 'amend' | 'state';

/** What goes wrong with one request. */
export type RequestFault =
  | { what: 'cut'; when: 'before' | 'after' | 'in the answer' }
  | { what: 'hangs'; when: 'before' | 'after' }
  /** Somebody answers in place of our server. */
  | { what: 'answered'; label: string; answer: HttpAnswer }
  /** A manifest of the recording is there already. */
  | { what: 'preempted'; alter: (manifest: Manifest) => Manifest; whole: boolean };

/** Names of the faults, from which each seed draws its own. */
export const REQUEST_FAULTS = [
  'cut before',
  'cut after',
  'cut in the answer',
  'hangs before',
  'hangs after',
  'our API refuses',
  'our API parks',
  'foreign status',
  'throttled',
  'portal',
  'bucket refuses',
  'segments missing',
  'elder manifest',
  'other manifest',
] as const;

export type RequestFaultName = (typeof REQUEST_FAULTS)[number];

/** Codes with which our API refuses a recording for good, and for which requests it does. */
export const PARKING = { presign: ['segment_too_large'], put: [], complete: ['invalid_manifest', 'recording_too_long'], amend: [], state: [] } as const;

const PASSING = ['bad_request', 'not_signed_in', 'cross_origin', 'not_found', 'owner_mismatch', 'body_too_large', 'internal', 'store_unavailable'] as const;
const STATUSES = [400, 401, 403, 404, 409, 413, 500, 502, 507];

/** A fault of this name for a request of this kind, or undefined when the two do not go together. */
export function requestFault(name: RequestFaultName, kind: RequestKind, dice: Dice): RequestFault | undefined {
  const answered = (label: string, answer: HttpAnswer): RequestFault => ({ what: 'answered', label, answer });
  switch (name) {
    case 'cut before':
    case 'cut after':
    case 'cut in the answer':
      return { what: 'cut', when: name.slice(4) as 'before' | 'after' | 'in the answer' };
    case 'hangs before':
    case 'hangs after':
      return { what: 'hangs', when: name === 'hangs before' ? 'before' : 'after' };
    case 'our API refuses': {
      const code = dice.pick(PASSING);
      return kind === 'put' ? undefined : answered(code, refusal(code, {}, dice.chance(0.3) ? { 'retry-after': '5' } : {}));
    }
    case 'our API parks': {
      const codes = PARKING[kind];
      if (codes.length === 0) return undefined;
      const code = dice.pick(codes);
      return answered(code, refusal(code));
    }
    case 'foreign status': {
      const status = dice.pick(STATUSES);
      return answered(`foreign ${status}`, foreign(status));
    }
    case 'throttled': {
      const status = dice.pick([429, 503]);
      return answered(String(status), foreign(status, dice.chance(0.5) ? { 'retry-after': dice.pick(['1', '30', '9999', 'Wed, 21 Oct 2015 07:28:00 GMT']) } : {}));
    }
    case 'portal':
      return answered('portal', foreign(200));
    case 'bucket refuses': {
      const status = dice.pick([400, 403, 409, 503, 507]);
      return kind === 'put' ? answered(`bucket ${status}`, { ...foreign(status), headers: { 'content-type': 'application/xml' } }) : undefined;
    }
    case 'segments missing':
      return kind === 'complete' ? answered('segments_missing', refusal('segments_missing', { missing: [0] })) : undefined;
    case 'elder manifest':
      return kind === 'complete' ? { what: 'preempted', whole: true, alter: (manifest) => ({ ...manifest, appVersion: 'elder' }) } : undefined;
    case 'other manifest':
      return kind === 'complete' ? { what: 'preempted', whole: false, alter: withoutLast } : undefined;
  }
}

/** The manifest of the recording as it would be without its last segment. */
function withoutLast(manifest: Manifest): Manifest {
  const segments = manifest.segments.slice(0, -1);
  const last = new Map(segments.flatMap(({ ranges }) => ranges.map(({ take, lastChunk }) => [take, lastChunk] as const)));
  const takes = manifest.takes.filter(({ take }) => last.has(take)).map((take) => ({ ...take, lastChunk: last.get(take.take)! }));
  return { ...manifest, partial: true, takes, segments };
}
