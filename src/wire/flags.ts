import * as v from 'valibot';
import type { Phase } from '../core/flags/phases.ts';

// The flag document as it is read: whatever any build has written. Fields that are not known are kept, and what a build
// can do without is looked at only where it is used (`settingsOf`, `noticeOf`, …), so that neither a slip nor a newer
// form of it keeps a kill from arriving. What may be written is narrower: writtenflags.ts.

export const flagsVersion = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** `GET /flags.json`, to be read. Unknown flags and fields are kept. */
export const flagDocument = v.looseObject({
  version: flagsVersion,
  updatedAt: v.pipe(v.string(), v.isoTimestamp()),
  flags: v.looseObject({
    enableOfflineRecording: v.looseObject({
      kill: v.boolean(),
      default: v.boolean(),
      internalUsers: v.exactOptional(v.array(v.string())),
      percent: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
      bucketing: v.exactOptional(v.string()),
      whenOff: v.exactOptional(v.string()),
      phases: v.exactOptional(v.unknown()),
    }),
  }),
  /** To be read with `settingsOf`. */
  settings: v.exactOptional(v.unknown()),
  /** To be read with `noticeOf`. */
  notice: v.exactOptional(v.unknown()),
  /** To be read with `cleanupsOf`. */
  cleanupRequests: v.exactOptional(v.unknown()),
});
export type FlagDocument = v.InferOutput<typeof flagDocument>;

/** HMAC-SHA-256 of a normalised e-mail address under the server's key, in hex: the only form of a person in here. */
export const personHmac = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
// Counted in characters, as JSON Schema does.
const text = (min: number, max: number) => v.pipe(v.string(), v.regex(new RegExp(`^[\\s\\S]{${min},${max}}$`, 'u')));
const slug = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

export const phase = v.looseObject({
  name: text(1, 40),
  percent: whole(0, 100),
  fromDay: whole(1, 999),
  toDay: whole(1, 999),
  leastDays: v.pipe(v.number(), v.minValue(0), v.maxValue(99)),
  leastUploads: whole(1, 1_000_000),
});

/** What every open app shows until `untilMs`. */
export const notice = v.looseObject({
  /** A person who has closed it does not see the same id again. */
  id: slug,
  text: v.looseObject({ en: text(1, 280), es: text(1, 280) }),
  level: v.picklist(['info', 'warning']),
  untilMs: whole(0, Number.MAX_SAFE_INTEGER),
});
export type Notice = v.InferOutput<typeof notice>;

/** Support asks the devices of one person to clean up: `expired` runs retention now, `archived` takes all archived audio. */
export const cleanupRequest = v.looseObject({ id: slug, user: personHmac, what: v.picklist(['expired', 'archived']) });
export type CleanupRequest = v.InferOutput<typeof cleanupRequest>;

/** The notice to show at `nowMs`, if there is one that can be read. */
export function noticeOf(document: FlagDocument | undefined, nowMs: number): Notice | undefined {
  const found = v.safeParse(notice, document?.notice);
  return found.success && nowMs < found.output.untilMs ? found.output : undefined;
}

/** The clean-ups asked for of the person with `hmac`. What cannot be read, or asks for something unknown, is left out. */
export function cleanupsOf(document: FlagDocument | undefined, hmac: string | undefined): CleanupRequest[] {
  const listed: unknown = document?.cleanupRequests;
  if (!Array.isArray(listed) || hmac === undefined) return [];
  return listed.flatMap((entry: unknown) => {
    const found = v.safeParse(cleanupRequest, entry);
    return found.success && found.output.user === hmac ? [found.output] : [];
  });
}

/** The schedule in a document; `fallback` where it has none that can be read. */
export function phasesOf(document: FlagDocument | undefined, fallback: readonly Phase[]): readonly Phase[] {
  const found = v.safeParse(v.pipe(v.array(phase), v.minLength(1)), document?.flags.enableOfflineRecording.phases);
  return found.success ? found.output : fallback;
}
