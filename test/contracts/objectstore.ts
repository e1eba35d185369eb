import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore, PresignedPut, StoredObject } from '../../api/ports.ts';
import type { Bytes } from '../../src/core/bytes.ts';

/** A store, and what the suite needs around it. */
export interface StoreUnderTest {
  store: ObjectStore;
  /** Moves the clock that the store signs by, in milliseconds from the true time. */
  shiftClock(offsetMs: number): void;
  /** Sends a PUT to `/ingest/*` as a browser would; left out, it goes straight to `store.ingest`. */
  send?: (path: string, headers: Record<string, string>, body: Bytes) => Promise<Response>;
  /** Ends it. A store that outlives the suite removes what is below `root`. */
  close(root: string): Promise<void>;
}

const TYPE = { contentType: 'application/octet-stream' };
const OVER_A_PAGE = 1005;

/** What every ObjectStore must do. Everything that the suite stores is below one random prefix. */
export function objectStoreContract(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`object store: ${name}`, () => {
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

    const send = ({ path, headers }: PresignedPut, body: Bytes, more: Record<string, string> = {}) => {
      const put = under.send ?? sendTo(store);
      return put(path, { ...headers, ...more }, body);
    };
    const presign = (key: string, body: Bytes, seconds = 300) =>
      store.presignPut(key, { bytes: body.byteLength, sha256: sha256(body), seconds });
    /** A refused PUT says why and leaves nothing. */
    const expectRefused = async (answer: Promise<Response>, key: string) => {
      const response = await answer;
      await response.body?.cancel();
      expect([400, 403]).toContain(response.status);
      expect(await store.head(key)).toBeUndefined();
    };

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
        await expect(async () => store.put(key, bytesOf(1), TYPE), key).rejects.toThrow(RangeError);
        await expect(async () => store.get(key), key).rejects.toThrow(RangeError);
      }
    });

    test('[STO8] a presigned PUT stores once and answers 412 afterwards', async () => {
      const key = `${place()}00000-a`;
      const body = bytesOf(4321);
      const presigned = await presign(key, body);
      expect(presigned.path.startsWith(`/${key}?`)).toBe(true);
      expect(Object.keys(presigned.headers).sort()).toEqual(['if-none-match', 'x-amz-checksum-sha256']);
      expect((await send(presigned, body)).status).toBe(200);
      expect(await store.get(key)).toEqual(body);
      expect((await send(presigned, body)).status).toBe(412);
      expect((await send(await presign(key, bytesOf(9)), bytesOf(9))).status).toBe(412);
      expect(await store.get(key)).toEqual(body);
    });

    test('[STO8] of racing presigned PUTs of one key exactly one is answered 200', async () => {
      const key = `${place()}race`;
      const body = bytesOf(20_000);
      const presigned = await presign(key, body);
      const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await send(presigned, body)).status));
      // 409 is what S3 says to both of two at the same moment.
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => ![200, 409, 412].includes(status))).toEqual([]);
      expect(sha256((await store.get(key))!)).toBe(sha256(body));
    });

    test('[STO9] a presigned PUT of other bytes is refused and stores nothing', async () => {
      const key = `${place()}k`;
      const body = bytesOf(1000);
      const presigned = await presign(key, body);
      const other = body.slice();
      other[500]! ^= 1;
      await expectRefused(send(presigned, other), key);
      await expectRefused(send(presigned, bytesOf(999)), key);
      await expectRefused(send(presigned, bytesOf(1001)), key);
      await expectRefused(send(presigned, new Uint8Array(0)), key);
      // The same with the checksum of the other bytes, which was not signed.
      await expectRefused(send(presigned, other, { 'x-amz-checksum-sha256': base64Sha256(other) }), key);
      expect((await send(presigned, body)).status).toBe(200);
    });

    test('[STO9] a presigned PUT without one of its headers is refused and stores nothing', async () => {
      const key = `${place()}k`;
      const body = bytesOf(100);
      const { path, headers } = await presign(key, body);
      for (const left of Object.keys(headers)) {
        const rest = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== left));
        await expectRefused(send({ path, headers: rest }, body), key);
      }
    });

    test('[STO9] a presigned PUT under another key is refused and stores nothing', async () => {
      const key = `${place()}k`;
      const body = bytesOf(100);
      const { path, headers } = await presign(key, body);
      const other = `${key}-2`;
      await expectRefused(send({ path: path.replace(`/${key}?`, `/${other}?`), headers }, body), other);
      expect(await store.head(key)).toBeUndefined();
    });

    test('[STO9] a presigned PUT with a changed query is refused and stores nothing', async () => {
      const key = `${place()}k`;
      const body = bytesOf(100);
      const { path, headers } = await presign(key, body);
      const tampered = path.replace(/(X-Amz-Signature=)(.)/, (_, name: string, digit: string) => name + (digit === '0' ? '1' : '0'));
      expect(tampered).not.toBe(path);
      await expectRefused(send({ path: tampered, headers }, body), key);
      await expectRefused(send({ path: path.replace(/X-Amz-Signature=[^&]*/, 'X-Amz-Signature='), headers }, body), key);
      await expectRefused(send({ path: `${path}&extra=1`, headers }, body), key);
      await expectRefused(send({ path: path.slice(0, path.indexOf('?')), headers }, body), key);
    });

    test('[STO10] a presigned PUT is refused when its time is over', async () => {
      const key = `${place()}k`;
      const body = bytesOf(100);
      under.shiftClock(-301_000);
      const expired = await presign(key, body).finally(() => under.shiftClock(0));
      await expectRefused(send(expired, body), key);
      under.shiftClock(-200_000);
      const valid = await presign(key, body).finally(() => under.shiftClock(0));
      expect((await send(valid, body)).status).toBe(200);
    });

    test('[STO11] only keys below ingest/ can be presigned', async () => {
      await expect(async () => presign('archive/a/b/audio.webm', bytesOf(1))).rejects.toThrow(RangeError);
      await expect(async () => presign('ingest/../state/a', bytesOf(1))).rejects.toThrow(RangeError);
    });

    test('[STO12] eight MiB go through ingest', { timeout: 60_000 }, async () => {
      const key = `${place()}large`;
      const body = bytesOf(8 * 1024 * 1024);
      const presigned = await presign(key, body);
      expect((await send(presigned, body)).status).toBe(200);
      expect(sha256((await store.get(key))!)).toBe(sha256(body));
      expect((await send(presigned, body)).status).toBe(412);
    });

    test('[STO13] ingest takes nothing but a PUT', async () => {
      const key = `${place()}k`;
      await store.put(key, bytesOf(4), TYPE);
      const { path } = await presign(key, bytesOf(4));
      for (const method of ['GET', 'HEAD', 'DELETE', 'POST', 'OPTIONS']) {
        expect((await store.ingest(new Request(`http://app.test${path}`, { method }))).status).toBe(405);
      }
      expect(await store.get(key)).toEqual(bytesOf(4));
    });
  });
}

/** Sends straight to `ingest`, with the content-length that a browser would have set. */
function sendTo(store: ObjectStore): NonNullable<StoreUnderTest['send']> {
  return (path, headers, body) =>
    store.ingest(
      new Request(`http://app.test${path}`, {
        method: 'PUT',
        headers: { ...headers, 'content-length': String(body.byteLength) },
        body,
      }),
    );
}

/** `size` bytes that differ from place to place and, in their first, from size to size. */
function bytesOf(size: number): Bytes {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = i * 31 + (i >> 8) + size;
  return bytes;
}

function sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function base64Sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('base64');
}

async function all(objects: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const object of objects) found.push(object);
  return found;
}

async function inBatches<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += 64) await Promise.all(items.slice(i, i + 64).map(act));
}
