import { expect, test } from 'vitest';
import { openStore, outcome, signed, someBytes } from '../../../../test/contracts/objectstorefixture.ts';

async function storeWith(body: Uint8Array<ArrayBuffer>, path = '/holdfast/k') {
  const store = await openStore();
  expect((await store.handle(signed({ method: 'PUT', path, body }))).status).toBe(200);
  const get = async (range: string) => {
    const response = await store.handle(signed({ headers: { range } }));
    return {
      status: response.status,
      range: response.headers.get('content-range'),
      length: response.headers.get('content-length'),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  };
  return { ...store, get };
}

test('[STO27] GET answers the whole object, HEAD the same headers without it', async () => {
  const body = someBytes(200_000);
  const { handle } = await storeWith(body);
  const got = await handle(signed({}));
  expect(got.status).toBe(200);
  expect(Buffer.from(await got.arrayBuffer()).equals(body)).toBe(true);
  const head = await handle(signed({ method: 'HEAD' }));
  expect(head.status).toBe(200);
  expect(head.body).toBeNull();
  expect([...head.headers]).toEqual([...got.headers]);
  expect(head.headers.get('content-length')).toBe('200000');
  expect(Date.now() - Date.parse(head.headers.get('last-modified')!)).toBeLessThan(60_000);
});

test('[STO27] the content type is the one of the extension', async () => {
  const { handle } = await openStore();
  const types = {
    'audio.webm': 'audio/webm',
    'audio-2.m4a': 'audio/mp4',
    'audio.ogg': 'audio/ogg',
    'recording.json': 'application/json',
    '00000-ab': 'application/octet-stream',
    'a.json/b': 'application/octet-stream',
  };
  for (const [name, type] of Object.entries(types)) {
    const path = `/holdfast/${name}-dir/${name}`;
    await handle(signed({ method: 'PUT', path, body: someBytes(1), headers: { 'content-type': 'text/html' } }));
    const head = await handle(signed({ method: 'HEAD', path }));
    expect(head.headers.get('content-type'), name).toBe(type);
  }
});

test('[STO28] a single range is answered 206 with just those bytes', async () => {
  const body = someBytes(100_000);
  const { get } = await storeWith(body);
  const part = (start: number, end: number) => ({
    status: 206,
    range: `bytes ${start}-${end - 1}/100000`,
    length: String(end - start),
    body: body.subarray(start, end),
  });
  expect(await get('bytes=0-0')).toEqual(part(0, 1));
  expect(await get('bytes=10-19')).toEqual(part(10, 20));
  expect(await get('bytes=99990-')).toEqual(part(99_990, 100_000));
  expect(await get('bytes=99990-200000')).toEqual(part(99_990, 100_000));
  expect(await get('bytes=-7')).toEqual(part(99_993, 100_000));
  expect(await get('bytes=65535-65537')).toEqual(part(65_535, 65_538));
  expect((await get('bytes=-200000')).body.byteLength).toBe(100_000);
});

test('[STO28] a range outside the object is answered 416, and one of another form with the whole', async () => {
  const { get, handle } = await storeWith(someBytes(100));
  for (const range of ['bytes=100-', 'bytes=100-200', 'bytes=-0']) {
    const response = await handle(signed({ headers: { range } }));
    expect(response.headers.get('content-range')).toBe('bytes */100');
    expect(await outcome(response), range).toBe('416 InvalidRange');
  }
  for (const range of ['bytes=0-1,5-6', 'bytes=5-4', 'bytes=-', 'bytes=a-b', 'lines=1-2', 'bytes=1']) {
    expect((await get(range)).status, range).toBe(200);
  }
  const empty = await storeWith(new Uint8Array(0));
  expect((await empty.get('bytes=0-')).status).toBe(416);
});

test('[STO28] conditional reads are refused, not answered as if unconditional', async () => {
  const { handle } = await storeWith(someBytes(1));
  for (const name of ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range']) {
    expect(await outcome(handle(signed({ headers: { [name]: '"x"' } }))), name).toBe('501 NotImplemented');
  }
});

test('[STO29] a reader has the object as it was when it asked, replaced or deleted meanwhile', async () => {
  const old = someBytes(300_000);
  const { handle } = await storeWith(old);
  const reading = await handle(signed({}));
  const alsoReading = await handle(signed({}));
  await handle(signed({ method: 'PUT', body: new Uint8Array(300_000) }));
  expect(Buffer.from(await reading.arrayBuffer()).equals(old)).toBe(true);
  await handle(signed({ method: 'DELETE' }));
  expect(Buffer.from(await alsoReading.arrayBuffer()).equals(old)).toBe(true);
});
