import type { Context, Handler } from 'hono';
import * as v from 'valibot';
import { flagEdit, flagKill, flagPreviewRequest, flagReturn } from '../../../src/wire/flagadmin.ts';
import { flagsVersion } from '../../../src/wire/flags.ts';
import type { AppDeps } from '../../deps.ts';
import type { FlagAdmin } from '../../flags/flagadmin.ts';
import type { WrittenFlags } from '../../flags/flagwriter.ts';
import { ProblemError } from '../../problem.ts';
import { refusalOf, writtenAnswer } from './answers.ts';
import { adminOf, bodyOf, ifMatchOf } from './request.ts';

const edited = v.looseObject({ version: flagsVersion });

/** `PUT /api/admin/flags`, for admins: a new version of the one that `If-Match` names, unless another one counts by now (412). */
export function editFlags(deps: AppDeps): Handler {
  const admin = deps.flagAdmin;
  return async (c) => {
    const by = await adminOf(deps, c);
    const etag = ifMatchOf(c);
    const { why, ...draft } = await bodyOf(flagEdit, c);
    const version = v.is(edited, draft.document) ? draft.document.version : undefined;
    return answered(c, admin, () => admin.edit(draft, etag, { by, why }), { version, etag });
  };
}

/** `POST /api/admin/flags/kill`, for admins: off for everybody, whatever counts and whoever else is writing. */
export function killFlag(deps: AppDeps): Handler {
  const admin = deps.flagAdmin;
  return async (c) => {
    const by = await adminOf(deps, c);
    const { why = '' } = await bodyOf(flagKill, c);
    return answered(c, admin, () => admin.kill({ by, why }));
  };
}

/** `POST /api/admin/flags/return`, for admins: what an earlier version says counts again, as a new version. `If-Match` as for an edit. */
export function returnFlags(deps: AppDeps): Handler {
  const admin = deps.flagAdmin;
  return async (c) => {
    const by = await adminOf(deps, c);
    const etag = ifMatchOf(c);
    const { version, why } = await bodyOf(flagReturn, c);
    return answered(c, admin, () => admin.returnTo(version, etag, { by, why }), { etag });
  };
}

/** `POST /api/admin/flags/preview`, for admins: who would get the offline recorder, in numbers, and one person by e-mail. Writes nothing. */
export function previewFlags(deps: AppDeps): Handler {
  const admin = deps.flagAdmin;
  return async (c) => {
    await adminOf(deps, c);
    const { email, document, ...people } = await bodyOf(flagPreviewRequest, c);
    try {
      return c.json(await admin.preview({ email, ...(document !== undefined && { draft: { ...people, document } }) }));
    } catch (error) {
      throw await refusalOf(admin, error);
    }
  };
}

async function answered(c: Context, admin: FlagAdmin, act: () => Promise<WrittenFlags | undefined>, wanted?: { version?: number | undefined; etag: string }): Promise<Response> {
  let written: WrittenFlags | undefined;
  try {
    written = await act();
  } catch (error) {
    throw await refusalOf(admin, error, wanted);
  }
  if (!written) throw new ProblemError('not_found');
  return c.json(await writtenAnswer(admin, written), 200, { ETag: written.counts.etag });
}
