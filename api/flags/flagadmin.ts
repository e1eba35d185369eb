import { changesBetween, type FlagChange } from '../../src/core/flags/changes.ts';
import type { FlagChangeRecord, FlagDraft, FlagPreview, NamedPerson } from '../../src/wire/flagadmin.ts';
import type { FlagDocument } from '../../src/wire/flags.ts';
import type { FlagSource } from '../flagsource.ts';
import { StoreError, type Clock, type KnownPerson, type Log, type People } from '../ports.ts';
import { audienceOf } from './audience.ts';
import { documentOf, hmacsIn, refuseEmails } from './draft.ts';
import type { FlagDocuments, StoredFlags } from './flagdocuments.ts';
import { createFlagWriter, type FlagsChanged, type Signature, type WrittenFlags } from './flagwriter.ts';
import type { PersonHmac } from './personhmac.ts';

/** A version with who made it. */
export type SignedFlags = StoredFlags & { change: FlagChangeRecord | null };

/** A version as a history shows it; `document` is undefined when it cannot be read. */
export interface PastFlags {
  version: number;
  document: FlagDocument | undefined;
  change: FlagChangeRecord | null;
}

/** Somebody else was faster; nothing was written. Holds what a person needs to do their edit again without losing anybody's. */
export interface FlagsConflict {
  current: SignedFlags;
  /** The version that was edited, where it is known. */
  base: SignedFlags | null;
  /** What others have changed since. */
  theirs: FlagChange[];
}

/** What an admin does with the flags. All methods reject with StoreError when the store is out of reach. */
export interface FlagAdmin {
  /** What counts, or the version `version`; undefined when that cannot be read. */
  read(version?: number): Promise<SignedFlags | undefined>;
  /** Who the people are that `document` names. */
  named(document: FlagDocument): Promise<NamedPerson[]>;
  /** Versions below `before`, newest first, at most `limit`; `next` is the next page's `before`. */
  history(page: { before?: number | undefined; limit: number }): Promise<{ versions: PastFlags[]; next: number | null }>;
  /** Makes a new version of what counts, if that has `etag`. @throws FlagsChanged, DraftRefused */
  edit(draft: FlagDraft, etag: string, signature: Signature): Promise<WrittenFlags>;
  /** Switches the feature off, on top of whatever counts. Knows no conflict. */
  kill(signature: Signature): Promise<WrittenFlags>;
  /**
   * Makes the content of `version` count again; clean-ups, which are orders and no settings, stay as they are.
   * Resolves undefined when there is no such version that can be read. @throws FlagsChanged, DraftRefused
   */
  returnTo(version: number, etag: string, signature: Signature): Promise<WrittenFlags | undefined>;
  /** What the person has to know whose edit of `version` with `etag` came too late. */
  conflict(error: FlagsChanged, edited: { version?: number | undefined; etag: string }): Promise<FlagsConflict>;
  /** Who gets it: by `draft`, or without one by what counts. @throws DraftRefused */
  preview(wish: { draft?: FlagDraft; email?: string | undefined }): Promise<FlagPreview>;
}

export interface FlagAdminParts {
  documents: FlagDocuments;
  source: FlagSource;
  people: Pick<People, 'all'>;
  personHmac: PersonHmac;
  clock: Clock;
  log: Log;
}

/** Each is a document of its own in the store, and an edit asks several times. */
const PEOPLE_AGE_MS = 10_000;
/** So many versions are looked at for the one that somebody edited. */
const LOOKED_BACK = 10;

export function createFlagAdmin(parts: FlagAdminParts): FlagAdmin {
  const { documents, source, personHmac } = parts;
  const writer = createFlagWriter(parts);
  const everybody = remembered(() => parts.people.all(), parts.clock);

  const signed = async (flags: StoredFlags): Promise<SignedFlags> => ({ ...flags, change: (await documents.change(flags.document)) ?? null });

  async function counting(): Promise<StoredFlags> {
    const { counts } = await source.ask();
    if (!counts) throw new StoreError('no readable flag document');
    return counts;
  }

  /** `draft` on top of `base`, which may name whom it names already and whoever is known. */
  async function drafted(draft: FlagDraft, base: FlagDocument): Promise<FlagDocument> {
    const known = (await everybody()).flatMap(({ email }) => personHmac.of(email) ?? []);
    return documentOf(draft, { personHmac, mayName: new Set([...known, ...hmacsIn(base)]) });
  }

  /** The version with `etag`: the one that it is said to be, or one of the latest. */
  async function versionWith(etag: string, said: number | undefined): Promise<StoredFlags | undefined> {
    const latest = (await documents.versions()).slice(0, LOOKED_BACK);
    for (const version of new Set([...(said === undefined ? [] : [said]), ...latest])) {
      const found = await documents.read(version);
      if (found?.etag === etag) return found;
    }
    return undefined;
  }

  return {
    async read(version) {
      const found = version === undefined ? await counting() : await documents.read(version);
      return found && signed(found);
    },

    async named(document) {
      const hmacs = hmacsIn(document);
      if (hmacs.length === 0) return [];
      const byHmac = new Map((await everybody()).map((person) => [personHmac.of(person.email), person]));
      return hmacs.map((hmac) => ({ hmac, ownerId: byHmac.get(hmac)?.ownerId ?? null, email: byHmac.get(hmac)?.email ?? null }));
    },

    async history({ before = Number.POSITIVE_INFINITY, limit }) {
      const numbers = (await documents.versions()).filter((version) => version < before);
      const page = numbers.slice(0, limit);
      const versions = await Promise.all(
        page.map(async (version): Promise<PastFlags> => {
          const found = await documents.read(version);
          return { version, document: found?.document, change: found ? (await signed(found)).change : null };
        }),
      );
      return { versions, next: numbers.length > limit ? (page.at(-1) ?? null) : null };
    },

    edit: (draft, etag, signature) => writer.write(etag, ({ document }) => drafted(draft, document), signature),

    kill: (signature) => writer.kill(signature),

    async returnTo(version, etag, signature) {
      const past = await documents.read(version);
      if (!past) return undefined;
      refuseEmails(past.document);
      const { cleanupRequests: _, ...content } = past.document;
      const make = ({ document: { cleanupRequests } }: StoredFlags): FlagDocument => ({ ...content, ...(cleanupRequests !== undefined && { cleanupRequests }) });
      return writer.write(etag, make, { ...signature, returnedTo: version });
    },

    async conflict({ current }, { version, etag }) {
      const edited = await versionWith(etag, version);
      const base = edited ? await signed(edited) : null;
      return { current: await signed(current), base, theirs: base ? changesBetween(base.document, current.document) : [] };
    },

    async preview({ draft, email }) {
      const { document: now } = await counting();
      return audienceOf({ people: await everybody(), personHmac, now, draft: draft ? await drafted(draft, now) : now, email });
    },
  };
}

function remembered(ask: () => Promise<KnownPerson[]>, clock: Clock): () => Promise<KnownPerson[]> {
  let answer: Promise<KnownPerson[]> | undefined;
  let askedAtMs = 0;
  return async () => {
    const ageMs = clock() - askedAtMs;
    if (answer && ageMs >= 0 && ageMs < PEOPLE_AGE_MS) return answer;
    askedAtMs = clock();
    const asked = ask();
    answer = asked;
    asked.catch(() => (answer = undefined));
    return asked;
  };
}
