import type { FlagsChangedProblem, FlagsVersionAnswer, FlagsWritten } from '../../../src/wire/flagadmin.ts';
import type { FlagAdmin, FlagsConflict, SignedFlags } from '../../flags/flagadmin.ts';
import { DraftRefused } from '../../flags/draft.ts';
import { FlagsChanged, type WrittenFlags } from '../../flags/flagwriter.ts';
import { ProblemError } from '../../problem.ts';

/** A version with whom it names. */
export async function versionAnswer(admin: FlagAdmin, flags: SignedFlags): Promise<FlagsVersionAnswer> {
  return { holdfast: 'flags_version', ...shown(flags), named: await admin.named(flags.document) };
}

/** What was written, or was so already. It counts, even if the store cannot say now who is named in it. */
export async function writtenAnswer(admin: FlagAdmin, { counts, changed, basedOn }: WrittenFlags): Promise<FlagsWritten> {
  const flags = (await admin.read(counts.version).catch(() => undefined)) ?? { ...counts, change: null };
  return { holdfast: 'flags_written', ...shown(flags), named: await admin.named(flags.document).catch(() => []), changed, basedOn };
}

/** What a route throws instead of `error`: the problem that the client is told. `edited` is what the client says it has edited. */
export async function refusalOf(admin: FlagAdmin, error: unknown, edited?: { version?: number | undefined; etag: string }): Promise<unknown> {
  if (error instanceof DraftRefused) return new ProblemError('bad_request', { detail: error.message });
  if (!(error instanceof FlagsChanged) || !edited) return error;
  return new ProblemError('flags_changed', conflictExtra(await admin.conflict(error, edited)), { ETag: error.current.etag });
}

function conflictExtra({ current, base, theirs }: FlagsConflict): Omit<FlagsChangedProblem, 'code'> {
  return { current: shown(current), base: base && shown(base), theirs };
}

/** Without the bytes as stored. */
function shown({ version, etag, document, change }: SignedFlags): Pick<FlagsVersionAnswer, 'version' | 'etag' | 'document' | 'change'> {
  return { version, etag, document, change };
}
