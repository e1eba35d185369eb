import { PROBLEMS, type Problem, type ProblemCode } from '../src/wire/problem.ts';

const TITLES: Record<ProblemCode, string> = {
  bad_request: 'The request is not as the API expects it',
  invalid_manifest: 'The manifest does not add up',
  invalid_amendment: 'The amendment is not as the API expects it',
  not_signed_in: 'Nobody is signed in',
  cross_origin: 'The request comes from another origin',
  header_missing: 'The request does not come from the app',
  not_allowed: 'This person may not do that',
  not_found: 'There is nothing here',
  method_not_allowed: 'The method is not allowed here',
  owner_mismatch: 'The recording belongs to somebody else than who is signed in',
  segments_missing: 'Segments of the manifest have not arrived',
  manifest_differs: 'Another manifest of this recording was received before',
  amendment_gap: 'The amendment before this one has not arrived',
  amendment_differs: 'Another amendment with this number was received before',
  flags_changed: 'Somebody else has changed the flags meanwhile',
  body_too_large: 'The body is too large',
  segment_too_large: 'A segment is too large',
  recording_too_long: 'The recording is too long',
  unsupported_type: 'The content type is not supported',
  if_match_missing: 'The request does not say which version was edited',
  internal: 'The service failed',
  store_unavailable: 'The store is out of reach',
};

/** What a problem may say beyond its code; `detail` is for people and holds nothing private. */
export type ProblemExtra = Partial<Pick<Problem, 'detail' | 'missing' | 'manifestSha256' | 'segments' | 'current' | 'base' | 'theirs'>>;

/** A refusal on its way to the client. Thrown by routes, answered by `problemResponse`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly extra: ProblemExtra;
  readonly headers: Record<string, string>;
  constructor(code: ProblemCode, extra: ProblemExtra = {}, headers: Record<string, string> = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }
}

/** The answer that refuses with `code` (RFC 9457). */
export function problemResponse(code: ProblemCode, extra: ProblemExtra = {}, headers: Record<string, string> = {}): Response {
  const status = PROBLEMS[code];
  const body: Problem = { type: `urn:holdfast:problem:${code}`, title: TITLES[code], status, code, ...extra };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}
