import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Bytes } from '../../src/core/bytes.ts';
import { flagChangeRecord, type FlagChangeRecord } from '../../src/wire/flagadmin.ts';
import { flagDocument, type FlagDocument } from '../../src/wire/flags.ts';
import type { Log, ObjectStore } from '../ports.ts';

/** A version of the flag document. `body` are its bytes as stored, `etag` is strong and quoted. */
export interface StoredFlags {
  version: number;
  document: FlagDocument;
  body: Bytes;
  etag: string;
}

/** Every version ever written: immutable objects, never replaced. All methods reject with StoreError. */
export interface FlagDocuments {
  /** The numbers that are taken, readable or not, highest first. */
  versions(): Promise<number[]>;
  /** The version, or undefined when there is none that can be read. */
  read(version: number): Promise<StoredFlags | undefined>;
  /** Writes a version, or nothing and 'taken' when there is one of its number. `change` is on record before the version is there. */
  add(document: FlagDocument, change?: FlagChangeRecord): Promise<StoredFlags | 'taken'>;
  /** Who made a version and why, where that is on record. */
  change(document: FlagDocument): Promise<FlagChangeRecord | undefined>;
}

const PREFIX = 'state/flags/';
const KEY = /^state\/flags\/([1-9]\d{0,14})\.json$/;
// Of its own, so that whoever asks for the newest version does not list twice as much.
const CHANGES_PREFIX = 'state/flagchanges/';
const CHANGE_ID = /^[0-9a-f-]{36}$/;

/** `state/flags/{version}.json` and, apart from them because they name people, `state/flagchanges/{changeId}.json`. */
export function createFlagDocuments({ store, log }: { store: ObjectStore; log: Log }): FlagDocuments {
  /** Told of once each, not every two seconds. */
  const unreadable = new Set<number>();
  return {
    async versions() {
      const versions: number[] = [];
      for await (const { key } of store.list(PREFIX)) {
        const version = Number(KEY.exec(key)?.[1] ?? 0);
        if (version > 0) versions.push(version);
      }
      return versions.sort((a, b) => b - a);
    },

    async read(version) {
      const body = await store.get(`${PREFIX}${version}.json`);
      const document = body && documentIn(body, version);
      if (document) return { version, document, body, etag: etagOf(body) };
      if (body && !unreadable.has(version)) log('error', 'flags_unreadable', { version });
      if (body) unreadable.add(version);
      return undefined;
    },

    async add(document, change) {
      const changeKey = changeKeyOf(document);
      if (change && changeKey) await store.put(changeKey, encode(change), { contentType: 'application/json', ifAbsent: true });
      const body = encode(document);
      const key = `${PREFIX}${document.version}.json`;
      const added: StoredFlags = { version: document.version, document, body, etag: etagOf(body) };
      if ((await store.put(key, body, { contentType: 'application/json', ifAbsent: true })) === 'stored') return added;
      // A write may have been repeated below us after its answer was lost; no two writers make the same bytes.
      const there = await store.get(key);
      if (change && there && etagOf(there) === added.etag) return added;
      // Nothing refers to it; if it stays, it is only litter.
      if (change && changeKey) await store.delete(changeKey).catch(() => {});
      return 'taken';
    },

    async change(document) {
      const key = changeKeyOf(document);
      const body = key === undefined ? undefined : await store.get(key);
      // One that is damaged hides who did it, and nothing else.
      const record = body && parsed(flagChangeRecord, body);
      // Put there by hand, a version may name a change that made another one.
      return record?.version === document.version ? record : undefined;
    },
  };
}

function changeKeyOf({ changeId }: FlagDocument): string | undefined {
  return typeof changeId === 'string' && CHANGE_ID.test(changeId) ? `${CHANGES_PREFIX}${changeId}.json` : undefined;
}

function documentIn(body: Bytes, version: number): FlagDocument | undefined {
  const document = parsed(flagDocument, body);
  return document?.version === version ? document : undefined;
}

function parsed<S extends v.GenericSchema>(schema: S, body: Bytes): v.InferOutput<S> | undefined {
  try {
    return v.parse(schema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    return undefined;
  }
}

function encode(value: unknown): Bytes {
  return new TextEncoder().encode(JSON.stringify(value));
}

function etagOf(body: Bytes): string {
  return `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
}
