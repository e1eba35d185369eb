import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { altered, openStore, outcome, signed, someBytes, type SignOptions } from '../../../../test/contracts/objectstorefixture.ts';

const TYPE = { 'content-type': 'application/octet-stream' };

function put(options: SignOptions = {}): Request {
  return signed({ method: 'PUT', ...options });
}

function checksum(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64');
}

/** `body` in pieces, and then the end or a failure. */
function streamOf(pieces: readonly Uint8Array[], failure?: Error): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece) controller.enqueue(piece);
      else if (failure) controller.error(failure);
      else controller.close();
    },
  });
}

test('[STO22] a stored PUT is answered with its checksum and with the ETag that GET and HEAD give', async () => {
  const { handle } = await openStore();
  const body = someBytes(100_000);
  const response = await handle(put({ body, headers: TYPE }));
  expect(response.status).toBe(200);
  expect(response.headers.get('x-amz-checksum-sha256')).toBe(checksum(body));
  const etag = response.headers.get('etag');
  expect(etag).toMatch(/^"[0-9a-f-]+"$/);
  for (const method of ['GET', 'HEAD']) {
    const read = await handle(signed({ method }));
    expect(read.headers.get('etag')).toBe(etag);
    await read.body?.cancel();
  }
  await handle(put({ body }));
  expect((await handle(signed({ method: 'HEAD' }))).headers.get('etag')).not.toBe(etag);
});

test('[STO23] a PUT says its length', async () => {
  const { handle, incoming } = await openStore();
  const unsaid = altered(put({ body: someBytes(5), signedHeaders: ['host', 'x-amz-content-sha256', 'x-amz-date'] }), { without: ['content-length'] });
  expect(await outcome(handle(unsaid))).toBe('411 MissingContentLength');
  for (const length of ['', '-1', '5.0', '0x5', '5, 5', '1e3']) {
    expect(await outcome(handle(put({ body: someBytes(5), headers: { 'content-length': length } }))), length).toBe('400 InvalidArgument');
  }
  expect(await outcome(handle(signed({})))).toBe('404 NoSuchKey');
  expect(await incoming()).toEqual([]);
});

test('[STO23] a body that is shorter or longer than its length, or breaks off, is refused and nothing is stored', async () => {
  const { handle, incoming } = await openStore();
  const bodies = {
    short: streamOf([someBytes(40), someBytes(59)]),
    long: streamOf([someBytes(40), someBytes(61)]),
    endless: streamOf(Array.from({ length: 1000 }, () => someBytes(64))),
    none: undefined,
    broken: streamOf([someBytes(40)], new Error('connection lost')),
    'broken at its end': streamOf([someBytes(100)], new Error('connection lost')),
  };
  for (const [what, body] of Object.entries(bodies)) {
    const sent = put({ headers: { 'content-length': '100' }, ...(body ? { body } : {}) });
    expect(await outcome(handle(sent)), what).toBe('400 IncompleteBody');
    expect(await outcome(handle(signed({}))), what).toBe('404 NoSuchKey');
  }
  expect(await incoming()).toEqual([]);
  expect(await outcome(handle(put({ headers: { 'content-length': '100' }, body: streamOf([someBytes(40), someBytes(60)]) })))).toBe('200');
});

test('[STO23] an aborted request stores nothing, even when its body then seems to end', async () => {
  const { handle, incoming } = await openStore();
  const controller = new AbortController();
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(source) {
      if (++pulls === 1) source.enqueue(someBytes(40));
      else controller.abort();
    },
  });
  const request = put({ headers: { 'content-length': '40' }, body });
  expect(await outcome(handle(new Request(request, { signal: controller.signal })))).toBe('400 IncompleteBody');
  expect(await outcome(handle(signed({})))).toBe('404 NoSuchKey');
  expect(await incoming()).toEqual([]);
});

test('[STO23] a PUT above the limit is refused by its length', async () => {
  const { handle } = await openStore({ maxObjectBytes: 100 });
  expect(await outcome(handle(put({ body: someBytes(101) })))).toBe('400 EntityTooLarge');
  expect(await outcome(handle(put({ body: someBytes(100) })))).toBe('200');
});

test('[STO23] a body is written as it comes: no piece is asked for before the one before it is in the file', async () => {
  const { handle, dir, incoming } = await openStore();
  const piece = someBytes(100_000);
  const written: number[] = [];
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const [name] = await incoming();
      written.push((await stat(join(dir, '.incoming', name!))).size);
      if (written.length <= 20) controller.enqueue(piece);
      else controller.close();
    },
  }, { highWaterMark: 0 });
  expect(await outcome(handle(put({ headers: { 'content-length': '2000000' }, body })))).toBe('200');
  expect(written).toEqual(Array.from({ length: 21 }, (_, i) => i * 100_000));
});

test('[STO24] a checksum that the body does not have is refused and nothing is stored', async () => {
  const { handle, incoming } = await openStore();
  const body = someBytes(1000);
  const withChecksum = (value: string) => outcome(handle(put({ body, headers: { 'x-amz-checksum-sha256': value } })));
  expect(await withChecksum(checksum(someBytes(999)))).toBe('400 BadDigest');
  for (const value of ['abc', createHash('sha256').update(body).digest('hex'), checksum(body).slice(0, -1), `${checksum(body)}=`]) {
    expect(await withChecksum(value), value).toBe('400 InvalidRequest');
  }
  expect(await outcome(handle(signed({})))).toBe('404 NoSuchKey');
  expect(await incoming()).toEqual([]);
  expect(await withChecksum(checksum(body))).toBe('200');
});

test('[STO25] If-None-Match: * is answered 412 when the key is taken, whatever the body', async () => {
  const { handle, incoming } = await openStore();
  const once = (body: Uint8Array<ArrayBuffer>) => outcome(handle(put({ body, headers: { 'if-none-match': '*' } })));
  expect(await once(someBytes(10))).toBe('200');
  expect(await once(someBytes(10))).toBe('412 PreconditionFailed');
  expect(await once(someBytes(11))).toBe('412 PreconditionFailed');
  expect(await incoming()).toEqual([]);
  expect((await handle(signed({ method: 'HEAD' }))).headers.get('content-length')).toBe('10');
});

test('[STO25] of PUTs that are all on their way before any of them ends, one is answered 200 and the others 412', async () => {
  const { handle, incoming } = await openStore();
  const sizes = Array.from({ length: 10 }, (_, i) => 1000 + i);
  // No body ends before every one of them is being read, so each has found the key free.
  let reading = 0;
  let go = () => {};
  const allReading = new Promise<void>((resolve) => (go = resolve));
  const bodyOf = (size: number) => {
    let sent = false;
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (sent) return controller.close();
        sent = true;
        if (++reading === sizes.length) go();
        await allReading;
        controller.enqueue(someBytes(size));
      },
    }, { highWaterMark: 0 });
  };
  const race = (size: number) => outcome(handle(put({ body: bodyOf(size), headers: { 'content-length': String(size), 'if-none-match': '*' } })));
  const outcomes = await Promise.all(sizes.map(race));
  expect(outcomes.filter((text) => text === '200')).toHaveLength(1);
  expect(outcomes.filter((text) => text === '412 PreconditionFailed')).toHaveLength(9);
  const stored = await (await handle(signed({}))).arrayBuffer();
  expect(new Uint8Array(stored)).toEqual(someBytes(sizes[outcomes.indexOf('200')]!));
  expect(await incoming()).toEqual([]);
});

test('[STO26] a condition or transformation that the store would not obey is refused', async () => {
  const { handle } = await openStore();
  for (const headers of [
    { 'if-none-match': '"etag"' },
    { 'if-match': '*' },
    { 'if-unmodified-since': 'Sun, 01 Mar 2026 12:00:00 GMT' },
    { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' },
    { 'content-encoding': 'aws-chunked' },
    { 'x-amz-acl': 'private' },
    { 'x-amz-copy-source': '/holdfast/other' },
    { 'x-amz-tagging': 'a=b' },
    { 'x-amz-server-side-encryption': 'AES256' },
    { 'x-amz-checksum-crc32': 'AAAAAA==' },
    { 'x-amz-meta-a': 'b' },
  ]) {
    expect(await outcome(handle(put({ body: someBytes(1), headers }))), Object.keys(headers)[0]).toBe('501 NotImplemented');
  }
  expect(await outcome(handle(signed({})))).toBe('404 NoSuchKey');
});
