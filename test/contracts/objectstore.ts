import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore, StoredObject } from '../../api/ports.ts';
import { bytesOf, sha256 } from './objectstorebytes.ts';
import { presignedPutContract } from './objectstorepresign.ts';
import type { StoreUnderTest } from './objectstoreundertest.ts';

const TYPE = { contentType: 'application/octet-stream' };
const OVER_A_PAGE = 1005;

/** What every ObjectStore must do. Everything that the suite stores is below one random prefix. */
export function objectStoreContract(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  // Everything is synced to disk, which takes its time on a busy machine.
  describe(`object store: ${name}`, { timeout: 30_000 }, () => {
    let under: StoreUnderTest;
    let store: ObjectStore;
    const root = `ingest/contract-${randomUUID()}`;
    /** A prefix of its own for each test. */
    const place = () => `${root}/${randomUUID()}/`;

    beforeAll(async () => {
      under = await makeStore();
      ({ store } = under);
    });
    afterAll(() => under.close(`${root}/`), 120_000);

    test('[STO1] what was put is got back byte by byte, and a later put replaces it', async () => {
      const key = `${place()}a.json`;
      expect(await store.put(key, bytesOf(7000), TYPE)).toBe('stored');
      expect(await store.get(key)).toEqual(bytesOf(7000));
      expect(await store.head(key)).toEqual({ bytes: 7000 });
      expect(await store.put(key, new Uint8Array(0), TYPE)).toBe('stored');
      expect(await store.get(key)).toEqual(new Uint8Array(0));
      expect(await store.head(key)).toEqual({ bytes: 0 });
    });

    test('[STO1] the store keeps its own copy of what it was given', async () => {
      const key = `${place()}copy`;
      const body = bytesOf(10);
      const putting = store.put(key, body, TYPE);
      await putting;
      body.fill(0);
      expect(await store.get(key)).toEqual(bytesOf(10));
    });

    test('[STO2] an object that is not there is undefined to get and head, and deleting it is no error', async () => {
      const key = `${place()}none`;
      expect(await store.get(key)).toBeUndefined();
      expect(await store.head(key)).toBeUndefined();
      await store.delete(key);
      await store.put(key, bytesOf(3), TYPE);
      await store.delete(key);
      expect(await store.get(key)).toBeUndefined();
      expect(await all(store.list(key))).toEqual([]);
    });

    test('[STO3] a put with ifAbsent changes nothing when the key is taken', async () => {
      const key = `${place()}once`;
      expect(await store.put(key, bytesOf(5), { ...TYPE, ifAbsent: true })).toBe('stored');
      expect(await store.put(key, bytesOf(6), { ...TYPE, ifAbsent: true })).toBe('exists');
      expect(await store.get(key)).toEqual(bytesOf(5));
    });

    test('[STO4] of racing puts with ifAbsent exactly one is stored, and it is the one that is read', async () => {
      const key = `${place()}race`;
      const sizes = [11, 12, 13, 14, 15, 16, 17, 18];
      const outcomes = await Promise.all(sizes.map((size) => store.put(key, bytesOf(size), { ...TYPE, ifAbsent: true })));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await store.get(key)).toEqual(bytesOf(sizes[outcomes.indexOf('stored')]!));
    });

    test('[STO5] a file is stored as it lies on disk', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'contract-'));
      try {
        const key = `${place()}audio.webm`;
        await writeFile(join(dir, 'large'), bytesOf(3_000_001));
        await writeFile(join(dir, 'empty'), '');
        await store.putFile(key, join(dir, 'large'), { contentType: 'audio/webm' });
        expect(sha256((await store.get(key))!)).toBe(sha256(bytesOf(3_000_001)));
        await store.putFile(key, join(dir, 'empty'), { contentType: 'audio/webm' });
        expect(await store.head(key)).toEqual({ bytes: 0 });
      } finally {
        await rm(dir, { recursive: true });
      }
    });

    test('[STO6] a listing holds exactly the objects below a prefix, in key order', async () => {
      const prefix = place();
      // The byte order of these is not the order in which folders are walked.
      const keys = ['a-b', 'a.b', 'a/b', 'a/c/d', 'a0', 'a_b', 'b'].map((key) => prefix + key);
      await Promise.all([...keys].reverse().map((key, i) => store.put(key, bytesOf(i), TYPE)));
      await store.put(`${prefix.slice(0, -1)}0`, bytesOf(1), TYPE);
      expect(await all(store.list(prefix))).toEqual(keys.map((key, i) => ({ key, bytes: 6 - i })));
      expect((await all(store.list(`${prefix}a`))).map(({ key }) => key)).toEqual(keys.slice(0, 6));
      expect((await all(store.list(`${prefix}a/`))).map(({ key }) => key)).toEqual(keys.slice(2, 4));
      expect(await all(store.list(`${prefix}none`))).toEqual([]);
    });

    test('[STO6] a listing goes on past the thousand keys of one answer', { timeout: 60_000 }, async () => {
      const prefix = place();
      const keys = Array.from({ length: OVER_A_PAGE }, (_, i) => `${prefix}${i % 7}/${String(i).padStart(5, '0')}`);
      await inBatches(keys, (key) => store.put(key, bytesOf(1), TYPE));
      expect((await all(store.list(prefix))).map(({ key }) => key)).toEqual([...keys].sort());
    });

    test('[STO7] a key that some parser would read as another is refused before anything is sent', async () => {
      for (const key of ['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/.', '.incoming/a', 'A', 'a b', 'a%2eb', 'ä', 'a'.repeat(1025), 'a'.repeat(256)]) {
        await expect(store.put(key, bytesOf(1), TYPE), key).rejects.toThrow(RangeError);
        await expect(store.get(key), key).rejects.toThrow(RangeError);
        await expect(store.head(key), key).rejects.toThrow(RangeError);
        await expect(store.delete(key), key).rejects.toThrow(RangeError);
      }
    });

    presignedPutContract(() => under, place);
  });
}

async function all(objects: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const object of objects) found.push(object);
  return found;
}

async function inBatches<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += 64) await Promise.all(items.slice(i, i + 64).map(act));
}
