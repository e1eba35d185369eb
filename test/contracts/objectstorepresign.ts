import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ObjectStore, PresignedPut } from '../../api/ports.ts';
import type { Bytes } from '../../src/core/bytes.ts';
import { bytesOf, sha256 } from './objectstorebytes.ts';
import type { StoreUnderTest } from './objectstoreundertest.ts';

/** What every ObjectStore must do with presigned PUTs: the part of the contract that strangers can reach. */
export function presignedPutContract(under: () => StoreUnderTest, place: () => string): void {
  const store = () => under().store;
  const send = ({ path, headers }: PresignedPut, body: Bytes, more: Record<string, string> = {}) => {
    const put = under().send ?? sendTo(store());
    return put(path, { ...headers, ...more }, body);
  };
  const presign = (key: string, body: Bytes, seconds = 300) =>
    store().presignPut(key, { bytes: body.byteLength, sha256: sha256(body), seconds });
  /** A refused PUT says why and leaves nothing. */
  const expectRefused = async (answer: Promise<Response>, key: string) => {
    const response = await answer;
    await response.body?.cancel();
    expect([400, 403]).toContain(response.status);
    expect(await store().head(key)).toBeUndefined();
  };

  test('[STO8] a presigned PUT stores once and answers 412 afterwards', async () => {
    const key = `${place()}00000-a`;
    const body = bytesOf(4321);
    const presigned = await presign(key, body);
    expect(presigned.path.startsWith(`/${key}?`)).toBe(true);
    expect(Object.keys(presigned.headers).sort()).toEqual(['if-none-match', 'x-amz-checksum-sha256']);
    expect((await send(presigned, body)).status).toBe(200);
    expect(await store().get(key)).toEqual(body);
    expect((await send(presigned, body)).status).toBe(412);
    expect((await send(await presign(key, bytesOf(9)), bytesOf(9))).status).toBe(412);
    expect(await store().get(key)).toEqual(body);
  });

  test('[STO8] of racing presigned PUTs of one key exactly one is answered 200', async () => {
    const key = `${place()}race`;
    const body = bytesOf(20_000);
    const presigned = await presign(key, body);
    const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await send(presigned, body)).status));
    // 409 is what S3 says to both of two at the same moment.
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 409, 412].includes(status))).toEqual([]);
    expect(sha256((await store().get(key))!)).toBe(sha256(body));
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
    expect(await store().head(key)).toBeUndefined();
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
    under().shiftClock(-301_000);
    const expired = await presign(key, body).finally(() => under().shiftClock(0));
    await expectRefused(send(expired, body), key);
    under().shiftClock(-200_000);
    const valid = await presign(key, body).finally(() => under().shiftClock(0));
    expect((await send(valid, body)).status).toBe(200);
  });

  test('[STO11] only keys below ingest/ can be presigned', async () => {
    await expect(presign('archive/a/b/audio.webm', bytesOf(1))).rejects.toThrow(RangeError);
    await expect(presign('ingest/../state/a', bytesOf(1))).rejects.toThrow(RangeError);
  });

  test('[STO12] eight MiB go through ingest', { timeout: 60_000 }, async () => {
    const key = `${place()}large`;
    const body = bytesOf(8 * 1024 * 1024);
    const presigned = await presign(key, body);
    expect((await send(presigned, body)).status).toBe(200);
    expect(sha256((await store().get(key))!)).toBe(sha256(body));
    expect((await send(presigned, body)).status).toBe(412);
  });

  test('[STO13] ingest takes nothing but a PUT', async () => {
    const key = `${place()}k`;
    await store().put(key, bytesOf(4), { contentType: 'application/octet-stream' });
    const { path } = await presign(key, bytesOf(4));
    for (const method of ['GET', 'HEAD', 'DELETE', 'POST', 'OPTIONS']) {
      expect((await store().ingest(new Request(`http://app.test${path}`, { method }))).status).toBe(405);
    }
    expect(await store().get(key)).toEqual(bytesOf(4));
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

function base64Sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('base64');
}
