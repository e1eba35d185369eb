import * as v from 'valibot';

/** Every reason for which our API refuses a request, by its stable code. */
export const PROBLEMS = {
  bad_request: 400,
  invalid_manifest: 400,
  invalid_amendment: 400,
  not_signed_in: 401,
  cross_origin: 403,
  header_missing: 403,
  not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  owner_mismatch: 409,
  segments_missing: 409,
  manifest_differs: 409,
  amendment_gap: 409,
  amendment_differs: 409,
  flags_changed: 412,
  body_too_large: 413,
  segment_too_large: 413,
  recording_too_long: 413,
  unsupported_type: 415,
  if_match_missing: 428,
  internal: 500,
  store_unavailable: 503,
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** A refusal (RFC 9457, `application/problem+json`). `code` is stable, `detail` is for people and holds nothing private. */
export const problem = v.looseObject({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  code: v.string(),
  detail: v.optional(v.string()),
  /** With `segments_missing`. */
  missing: v.optional(v.array(v.pipe(v.number(), v.integer()))),
  /** With `manifest_differs`: the manifest that counts. */
  manifestSha256: v.optional(v.string()),
  segments: v.optional(v.array(v.looseObject({ seq: v.number(), bytes: v.number(), sha256: v.string() }))),
  /** With `flags_changed`; flagadmin.ts says what they hold. */
  current: v.optional(v.unknown()),
  base: v.optional(v.unknown()),
  theirs: v.optional(v.unknown()),
});
export type Problem = v.InferOutput<typeof problem>;
