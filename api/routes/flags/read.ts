import type { Handler } from 'hono';
import { MAX_HISTORY, type FlagsHistory } from '../../../src/wire/flagadmin.ts';
import type { AppDeps } from '../../deps.ts';
import type { PastFlags } from '../../flags/flagadmin.ts';
import { ProblemError } from '../../problem.ts';
import { versionAnswer } from './answers.ts';
import { adminOf, versionIn } from './request.ts';

const PAGE = 20;

/** `GET /api/admin/flags` and `GET /api/admin/flags/{version}`, for admins: a version with who made it and whom it names. */
export function readFlags(deps: AppDeps): Handler {
  const admin = deps.flagAdmin;
  return async (c) => {
    await adminOf(deps, c);
    const text = c.req.param('version');
    const flags = await admin.read(text === undefined ? undefined : versionIn(text));
    if (!flags) throw new ProblemError('not_found');
    return c.json(await versionAnswer(admin, flags), 200, { ETag: flags.etag });
  };
}

/** `GET /api/admin/flags/history?before=…&limit=…`, for admins: who has changed what, newest first. */
export function flagHistory(deps: AppDeps): Handler {
  const admin = deps.flagAdmin;
  return async (c) => {
    await adminOf(deps, c);
    const { before, limit } = c.req.query();
    const page = { before: before === undefined ? undefined : versionIn(before), limit: Math.min(MAX_HISTORY, limit === undefined ? PAGE : versionIn(limit)) };
    const { versions, next } = await admin.history(page);
    return c.json({ holdfast: 'flags_history', versions: versions.map(entryOf), next } satisfies FlagsHistory);
  };
}

function entryOf({ version, document, change }: PastFlags): FlagsHistory['versions'][number] {
  if (!document) return { version, updatedAt: null, flag: null, change };
  const { kill, default: byDefault, percent } = document.flags.enableOfflineRecording;
  return { version, updatedAt: document.updatedAt, flag: { kill, default: byDefault, ...(percent !== undefined && { percent }) }, change };
}
