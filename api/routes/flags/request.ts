import type { Context } from 'hono';
import type * as v from 'valibot';
import { MAX_FLAGS_BODY_BYTES, type FlagAuthor } from '../../../src/wire/flagadmin.ts';
import { checked, parseJson, readBody, requireJson } from '../../body.ts';
import type { AppDeps } from '../../deps.ts';
import { ProblemError } from '../../problem.ts';
import { signedInAs } from '../../signedin.ts';

/** Which admin asks. @throws ProblemError `not_signed_in`, `not_allowed` */
export async function adminOf({ sessions }: Pick<AppDeps, 'sessions'>, c: Context): Promise<FlagAuthor> {
  const { ownerId, email } = await signedInAs('admin', sessions, c.req.raw);
  return { ownerId, email };
}

/** The body as `schema` reads it; no body at all is `{}`. @throws ProblemError `unsupported_type`, `body_too_large`, `bad_request` */
export async function bodyOf<S extends v.GenericSchema>(schema: S, c: Context): Promise<v.InferOutput<S>> {
  const bytes = await readBody(c.req.raw, MAX_FLAGS_BODY_BYTES);
  if (bytes.byteLength > 0) requireJson(c.req.raw);
  return checked(schema, bytes.byteLength > 0 ? parseJson(bytes) : {}, 'bad_request');
}

/**
 * The entity tag in `If-Match`, quoted. `*` would overwrite whatever there is and says as little as no header.
 * @throws ProblemError `if_match_missing`, or `bad_request` when it is not one strong tag
 */
export function ifMatchOf(c: Context): string {
  const header = c.req.raw.headers.get('If-Match')?.trim();
  if (!header || header === '*') throw new ProblemError('if_match_missing');
  if (!/^"[^"]{1,100}"$/.test(header)) throw new ProblemError('bad_request', { detail: 'If-Match is not one strong entity tag' });
  return header;
}

/** A number of a version in an address. @throws ProblemError `bad_request` */
export function versionIn(text: string | undefined): number {
  if (!/^[1-9]\d{0,14}$/.test(text ?? '')) throw new ProblemError('bad_request', { detail: 'not a version' });
  return Number(text);
}
