import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { FlagDraft } from '../../src/wire/flagadmin.ts';
import { cleanupRequest, personHmac as hmacSchema, type FlagDocument } from '../../src/wire/flags.ts';
import { writtenFlagDocument } from '../../src/wire/writtenflags.ts';
import type { PersonHmac } from './personhmac.ts';

/** A draft that cannot become public. The message says what is wrong with it, by the name of the field. */
export class DraftRefused extends Error {
  override readonly name = 'DraftRefused';
}

export interface DraftRules {
  personHmac: PersonHmac;
  /** HMACs that a draft may hold, beside those of the people it adds. */
  mayName: ReadonlySet<string>;
}

// Also as it stands in an address of the web.
const EMAIL = /[^\s@"'<>]+(?:@|%40)[^\s@"'<>]+/i;

/** The document that `draft` stands for, with its people added. @throws DraftRefused */
export function documentOf(draft: FlagDraft, { personHmac, mayName }: DraftRules): FlagDocument {
  const parsed = written(draft.document);
  const flag = parsed.flags.enableOfflineRecording;
  const added = (draft.addInternal ?? []).flatMap((email) => personHmac.of(email) ?? []);
  const cleanups = (draft.addCleanups ?? []).flatMap(({ email, what }) => {
    const user = personHmac.of(email);
    return user === undefined ? [] : [{ id: randomUUID(), user, what }];
  });
  const internalUsers = [...new Set([...(flag.internalUsers ?? []), ...added])];
  const document = written({
    ...parsed,
    flags: { ...parsed.flags, enableOfflineRecording: { ...flag, ...((flag.internalUsers || added.length > 0) && { internalUsers }) } },
    ...((parsed.cleanupRequests || cleanups.length > 0) && { cleanupRequests: [...(parsed.cleanupRequests ?? []), ...cleanups] }),
  });
  refuseEmails(document);
  // A plain hash of an address looks just like an HMAC, and everybody could guess it.
  const isNew = (hmac: string) => !mayName.has(hmac) && !added.includes(hmac) && !cleanups.some(({ user }) => user === hmac);
  if (hmacsIn(document).some(isNew)) throw new DraftRefused('somebody is named whom the service does not know: people are added by their e-mail address');
  return document;
}

/** The people whom a document names. */
export function hmacsIn(document: FlagDocument): string[] {
  const listed: unknown = document.cleanupRequests;
  const cleanups = Array.isArray(listed) ? listed.flatMap((entry: unknown) => (v.is(cleanupRequest, entry) ? [entry.user] : [])) : [];
  const internal = (document.flags.enableOfflineRecording.internalUsers ?? []).filter((user) => v.is(hmacSchema, user));
  return [...new Set([...internal, ...cleanups])];
}

/** @throws DraftRefused when an e-mail address stands anywhere in `document`. */
export function refuseEmails(document: unknown, path: readonly string[] = []): void {
  if (typeof document === 'string' && EMAIL.test(document)) throw new DraftRefused(`an e-mail address at ${path.join('.')}: the document is public`);
  if (typeof document !== 'object' || document === null) return;
  for (const [name, value] of Object.entries(document)) {
    if (EMAIL.test(name)) throw new DraftRefused(`an e-mail address as the name of a field in ${path.join('.') || 'the document'}: the document is public`);
    refuseEmails(value, [...path, name]);
  }
}

function written(document: unknown): v.InferOutput<typeof writtenFlagDocument> {
  const result = v.safeParse(writtenFlagDocument, document, { abortEarly: true });
  if (!result.success) throw new DraftRefused(`not valid: ${v.getDotPath(result.issues[0]) ?? 'the whole'}`);
  return result.output;
}
