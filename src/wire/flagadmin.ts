import * as v from 'valibot';
import { FEATURES } from '../core/flags/evaluate.ts';
import { ownerId, timeMs } from './api.ts';
import { cleanupRequest, flagDocument, flagsVersion, personHmac } from './flags.ts';

// What passes between an admin and the server about the flags, and what the server keeps of each change. Apart from the
// document, because none of it is public.

/** Most e-mail addresses in one request. */
export const MAX_ADDED = 100;
/** Largest body of a request: a document with a thousand people and as many clean-ups, and room for newer fields. */
export const MAX_FLAGS_BODY_BYTES = 512 * 1024;
/** Most versions on one page of the history. */
export const MAX_HISTORY = 100;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const why = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500));
const email = v.pipe(v.string(), v.trim(), v.maxLength(254), v.regex(/^[^\s@]+@[^\s@]+$/));

export const flagChange = v.object({ path: v.array(v.string()), before: v.exactOptional(v.unknown()), after: v.exactOptional(v.unknown()) });

/** Who has changed something: a person who was signed in, or, with both null, whoever ran a tool with this `name`. */
export const flagAuthor = v.looseObject({ ownerId: v.nullable(ownerId), email: v.nullable(v.string()), name: v.exactOptional(v.string()) });
export type FlagAuthor = v.InferOutput<typeof flagAuthor>;

/** `state/flagchanges/{changeId}.json`: who made a version, when, what and why. Never public. */
export const flagChangeRecord = v.looseObject({
  version: flagsVersion,
  /** `edit`, `kill` or `return`. */
  kind: v.string(),
  /** With `return`: the version whose content counts again. */
  returnedTo: v.exactOptional(flagsVersion),
  /** The version that counted before; null when none could be read. */
  basedOn: v.nullable(flagsVersion),
  by: flagAuthor,
  atMs: timeMs,
  /** In the words of who did it; empty after a kill in a hurry. */
  why: v.string(),
  changes: v.array(flagChange),
  /** Names the key of the HMACs, without telling it. */
  hmacKeyId: v.exactOptional(v.string()),
});
export type FlagChangeRecord = v.InferOutput<typeof flagChangeRecord>;

/** Somebody whom a document names: who that is, when they are known here. */
const named = v.looseObject({ hmac: personHmac, ownerId: v.nullable(ownerId), email: v.nullable(v.string()) });
export type NamedPerson = v.InferOutput<typeof named>;

const versionEntries = {
  version: flagsVersion,
  /** Strong and quoted, for `If-Match`. */
  etag: v.string(),
  document: flagDocument,
  /** Null for the first version and for what was put there by hand. */
  change: v.nullable(flagChangeRecord),
};

/** `GET /api/admin/flags` and `GET /api/admin/flags/{version}` */
export const flagsVersionAnswer = v.looseObject({ holdfast: v.literal('flags_version'), ...versionEntries, named: v.array(named) });
export type FlagsVersionAnswer = v.InferOutput<typeof flagsVersionAnswer>;

/** `PUT /api/admin/flags`, `POST …/kill` and `POST …/return`: what counts now. */
export const flagsWritten = v.looseObject({
  holdfast: v.literal('flags_written'),
  ...versionEntries,
  named: v.array(named),
  /** False when it was so already; then no version was written. */
  changed: v.boolean(),
  /** The version on top of which this one was made. */
  basedOn: v.nullable(flagsVersion),
});
export type FlagsWritten = v.InferOutput<typeof flagsWritten>;

/** Beside the usual fields of a problem with the code `flags_changed`. */
export const flagsChangedProblem = v.looseObject({
  code: v.literal('flags_changed'),
  /** What counts now. */
  current: v.looseObject(versionEntries),
  /** The version that was edited, when `If-Match` and the document's `version` name one. */
  base: v.nullable(v.looseObject(versionEntries)),
  /** What others have changed, from `base` to `current`. */
  theirs: v.array(flagChange),
});
export type FlagsChangedProblem = v.InferOutput<typeof flagsChangedProblem>;

/** `GET /api/admin/flags/history?before=…&limit=…`, newest first; `next` is the next page's `before`. */
export const flagsHistory = v.looseObject({
  holdfast: v.literal('flags_history'),
  versions: v.array(
    v.looseObject({
      version: flagsVersion,
      /** Null when the document cannot be read; such a version never counts. */
      updatedAt: v.nullable(v.string()),
      flag: v.nullable(v.looseObject({ kill: v.boolean(), default: v.boolean(), percent: v.exactOptional(v.number()) })),
      change: v.nullable(flagChangeRecord),
    }),
  ),
  next: v.nullable(flagsVersion),
});
export type FlagsHistory = v.InferOutput<typeof flagsHistory>;

/**
 * A document as it is being edited; its `version` is the one that was edited. People are added by e-mail: the server makes
 * their HMACs. They are taken away by leaving their HMAC out of the document.
 */
const draftEntries = {
  document: v.unknown(),
  addInternal: v.exactOptional(v.pipe(v.array(email), v.maxLength(MAX_ADDED))),
  addCleanups: v.exactOptional(v.pipe(v.array(v.looseObject({ email, what: cleanupRequest.entries.what })), v.maxLength(MAX_ADDED))),
};
export const flagDraft = v.looseObject(draftEntries);
export type FlagDraft = v.InferOutput<typeof flagDraft>;

/** The body of `PUT /api/admin/flags` */
export const flagEdit = v.looseObject({ ...draftEntries, why });
/** The body of `POST /api/admin/flags/kill` */
export const flagKill = v.looseObject({ why: v.exactOptional(v.pipe(v.string(), v.trim(), v.maxLength(500))) });
/** The body of `POST /api/admin/flags/return` */
export const flagReturn = v.looseObject({ version: flagsVersion, why });
/** The body of `POST /api/admin/flags/preview`; without `document`, of what counts now. */
export const flagPreviewRequest = v.looseObject({ ...draftEntries, document: v.exactOptional(v.unknown()), email: v.exactOptional(email) });

const reason = v.picklist(['kill', 'internal', 'percentage', 'default', 'fallback']);
const tally = v.looseObject({ on: count, off: count, byReason: v.array(v.looseObject({ reason, on: count, off: count })) });
export type FlagTally = v.InferOutput<typeof tally>;
const verdict = v.looseObject({ enabled: v.boolean(), reason });

/** The answer to a preview: how many of the people who have signed in get the offline recorder, on a device with nothing of its own. */
export const flagPreview = v.looseObject({
  holdfast: v.literal('flags_preview'),
  feature: v.picklist(FEATURES),
  /** Everybody known who is not shut out. */
  people: count,
  shutOut: count,
  now: tally,
  draft: tally,
  gaining: count,
  losing: count,
  /** Of the e-mail address that was asked about. */
  lookup: v.nullable(
    v.looseObject({
      /** Has signed in before. */
      known: v.boolean(),
      shutOut: v.boolean(),
      bucket: v.nullable(count),
      now: verdict,
      draft: verdict,
    }),
  ),
});
export type FlagPreview = v.InferOutput<typeof flagPreview>;
