import { readFile } from 'node:fs/promises';
import { changesBetween } from '../src/core/flags/changes.ts';
import type { FlagAuthor, FlagDraft } from '../src/wire/flagadmin.ts';
import { flagDocument } from '../src/wire/flags.ts';
import * as v from 'valibot';
import { DraftRefused } from './flags/draft.ts';
import type { FlagAdmin, SignedFlags } from './flags/flagadmin.ts';
import { FlagsChanged, type WrittenFlags } from './flags/flagwriter.ts';
import type { PersonHmac } from './flags/personhmac.ts';
import { toolEdited } from './flags/tooledit.ts';
import { FlagToolError, toolParts } from './flags/toolparts.ts';
import { changeLines, changeText, documentLines, previewLines, standingText } from './flags/tooltexts.ts';
import { toolWish, type ToolWish } from './flags/toolwish.ts';
import type { Clock } from './ports.ts';

export interface FlagToolOptions {
  /** What follows `npm run flags --`. */
  args: readonly string[];
  dataDir: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Who runs it, for the history. */
  user: string;
  /** Told line by line what there is and what was done. */
  print(line: string): void;
  /** Asks a person whether to go on, where there is one to ask. */
  confirm?: (question: string) => Promise<boolean>;
  clock?: Clock;
}

/** So many versions are looked at for the key that the service uses. */
const LOOKED_BACK = 20;

/** `npm run flags`. @throws Error with a message for who called it; nothing is written then. */
export async function flagTool({ args, dataDir, env, user, print, confirm, clock = Date.now }: FlagToolOptions): Promise<void> {
  const wish = toolWish(args);
  const say = (lines: readonly string[]) => lines.forEach((line) => print(line));
  if (wish.url !== undefined) {
    const document = await published(wish.url);
    return say(wish.json ? [JSON.stringify(document, null, 2)] : documentLines(document, null, []));
  }
  const { admin, personHmac } = await toolParts({ dataDir, env, clock, log: (level, event, fields) => level !== 'info' && print(`${event} ${JSON.stringify(fields ?? {})}`) });
  const by: FlagAuthor = { ownerId: null, email: null, name: user };
  switch (wish.command) {
    case 'get': {
      const flags = await admin.read(wish.version);
      if (!flags) throw new FlagToolError(`There is no version ${wish.version} that can be read.`);
      return say(wish.json ? [JSON.stringify(flags.document, null, 2)] : documentLines(flags.document, flags.change, await admin.named(flags.document)));
    }
    case 'history': {
      const { versions, next } = await admin.history({ before: wish.before, limit: wish.limit });
      for (const { version, document, change } of versions) {
        say([`${String(version).padStart(4)}  ${document ? `${document.updatedAt}  ${standingText(document)}` : 'cannot be read'}`, ...(change ? [`      ${changeText(change)}`] : [])]);
      }
      return next === null ? undefined : print(`More: npm run flags -- history --before ${next}`);
    }
    case 'preview': {
      const base = await current(admin);
      const draft = await draftOf(wish, base, admin, personHmac);
      return say([...previewLines(await refusing(() => admin.preview({ draft, email: wish.email }))), ...keyless(personHmac)]);
    }
    case 'kill': {
      print(standingText((await admin.read().catch(() => undefined))?.document ?? UNREADABLE));
      await agreed('Switch the offline recorder off for everybody?', wish, confirm);
      const { counts, changed, basedOn } = await admin.kill({ by, why: wish.why ?? '' });
      return print(changed ? `Version ${counts.version}: off for everybody, on top of version ${basedOn ?? 'none'}. A running service takes it within 2 seconds, open apps at their next poll.` : `It was off already, in version ${counts.version}.`);
    }
    case 'set': {
      const base = await current(admin);
      const draft = await draftOf(wish, base, admin, personHmac);
      const shown = [...changeLines(changesBetween(base.document, draft.document), await admin.named(base.document)), ...(draft.addInternal ?? []).map((email) => `  + internal user ${email}`), ...(draft.addCleanups ?? []).map(({ email, what }) => `  + clean-up (${what}) for ${email}`)];
      if (shown.length === 0) return print('Nothing would change.');
      say([`From version ${base.version}:`, ...shown, ...previewLines(await refusing(() => admin.preview({ draft }))), ...keyless(personHmac)]);
      await agreed('Write this?', wish, confirm);
      return print(outcomeText(await refusing(() => admin.edit(draft, base.etag, { by, why: wish.why ?? '' }))));
    }
    case 'return': {
      const base = await current(admin);
      const past = await admin.read(wish.version);
      if (!past) throw new FlagToolError(`There is no version ${wish.version} that can be read.`);
      // Clean-ups stay as they are.
      const changes = changesBetween({ ...base.document, cleanupRequests: null }, { ...past.document, cleanupRequests: null });
      say([`From version ${base.version} to what version ${past.version} says:`, ...changeLines(changes, [...(await admin.named(base.document)), ...(await admin.named(past.document))])]);
      await agreed('Write this?', wish, confirm);
      const written = await refusing(() => admin.returnTo(past.version, base.etag, { by, why: wish.why ?? '' }));
      return print(written ? outcomeText(written) : 'That version is gone.');
    }
  }
}

const keyless = ({ keyId }: PersonHmac) => (keyId === undefined ? ['Who is an internal user is not known here: set FLAGS_HMAC_KEY as the service has it.'] : []);

const UNREADABLE = { version: 1, updatedAt: '', flags: { enableOfflineRecording: { kill: false, default: false } } };

async function published(url: string) {
  const address = new URL('/flags.json', url);
  const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  const found = v.safeParse(flagDocument, response.ok ? await response.json().catch(() => undefined) : undefined);
  if (!found.success) throw new FlagToolError(`${address.href} answers ${response.status} and no flag document.`);
  return found.output;
}

async function current(admin: FlagAdmin): Promise<SignedFlags> {
  const flags = await admin.read();
  if (!flags) throw new FlagToolError('No version can be read.');
  return flags;
}

async function draftOf(wish: ToolWish, base: SignedFlags, admin: FlagAdmin, personHmac: PersonHmac): Promise<FlagDraft> {
  const { addInternal, addCleanups } = wish;
  if (addInternal.length + addCleanups.length + wish.removeInternal.length > 0) await needKey(admin, personHmac);
  const people = { ...(addInternal.length > 0 && { addInternal }), ...(addCleanups.length > 0 && { addCleanups }) };
  if (wish.file === undefined) return { ...people, document: toolEdited(base.document, wish, personHmac) };
  const document: unknown = JSON.parse(await readFile(wish.file, 'utf8'));
  const { version } = v.parse(v.looseObject({ version: v.number() }), document);
  if (version !== base.version) throw new FlagToolError(`${wish.file} is an edit of version ${version}, and version ${base.version} counts by now. Get that and edit it.`);
  return { ...people, document };
}

/** With another key than the service's, people would be written who are nobody. */
async function needKey(admin: FlagAdmin, personHmac: PersonHmac): Promise<void> {
  if (personHmac.keyId === undefined) throw new FlagToolError('People are named under a key of the service. Set FLAGS_HMAC_KEY as it has it.');
  const { versions } = await admin.history({ limit: LOOKED_BACK });
  const used = versions.map(({ change }) => change?.hmacKeyId).find((keyId) => keyId !== undefined);
  if (used !== undefined && used !== personHmac.keyId) throw new FlagToolError('The key here is not the one that the flags were written with last. Set FLAGS_HMAC_KEY as the service has it.');
}

async function agreed(question: string, { yes }: ToolWish, confirm: FlagToolOptions['confirm']): Promise<void> {
  if (yes) return;
  if (!confirm) throw new FlagToolError('There is nobody to ask. Say --yes to go on without.');
  if (!(await confirm(question))) throw new FlagToolError('Nothing was written.');
}

/** @throws FlagToolError in the words of who called it, for what they can do something about */
async function refusing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DraftRefused) throw new FlagToolError(`Refused: ${error.message}.`);
    if (error instanceof FlagsChanged) throw new FlagToolError(`Nothing was written: version ${error.current.version} has come in between. Look at it (get, history) and run this again.`);
    throw error;
  }
}

function outcomeText({ counts, changed }: WrittenFlags): string {
  return changed ? `Version ${counts.version}: ${standingText(counts.document)}. A running service takes it within 2 seconds.` : `Version ${counts.version} says so already; nothing was written.`;
}
