import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { BUCKET, CREDENTIALS, openStore, REGION, someBytes } from '../../../test/contracts/objectstorefixture.ts';
import { ingest } from './ingest.ts';
import { createS3Store } from './s3store.ts';

const SIGNED = 'http://app.test/ingest/a/b?X-Amz-Expires=60&X-Amz-Signature=ab%2F';
const BUCKET_URL = 'https://holdfast.s3.test';

/** Sends `request` through ingest to a bucket that gives `answer`, and returns what the bucket saw. */
async function through(request: Request, answer: (request: Request) => Response | Promise<Response> = () => new Response(null)) {
  const seen: Request[] = [];
  const response = await ingest(request, {
    bucketUrl: BUCKET_URL,
    timeoutMs: 10_000,
    fetch: async (sent) => {
      seen.push(sent);
      return answer(sent);
    },
  });
  return { response, seen };
}

interface PutInit {
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
}

function put(url = SIGNED, { headers, body = someBytes(3) }: PutInit = {}): Request {
  const init = { method: 'PUT', headers: { 'content-length': '3', ...headers }, body, duplex: 'half' };
  return new Request(url, init);
}

/** A client on an embedded store, and a presigned PUT of `body` there. */
async function presigned(body: Uint8Array<ArrayBuffer>) {
  const { handle, incoming } = await openStore({ clock: Date.now });
  const store = createS3Store({ endpoint: 'http://store.test', bucket: BUCKET, region: REGION, ...CREDENTIALS, pathStyle: true, fetch: handle });
  const sha256 = createHash('sha256').update(body).digest('hex');
  const { path, headers } = await store.presignPut('ingest/k', { bytes: body.byteLength, sha256, seconds: 60 });
  const all = { ...headers, 'content-length': String(body.byteLength) };
  const send = (stream: ReadableStream<Uint8Array>) => store.ingest(put(`http://app.test${path}`, { headers: all, body: stream }));
  return { store, send, incoming };
}

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

test('[STO13] ingest refuses what is no presigned PUT below /ingest/ and sends nothing on', async () => {
  const refused: [Request, number][] = [
    ...['GET', 'HEAD', 'DELETE', 'OPTIONS'].map((method): [Request, number] => [new Request(SIGNED, { method }), 405]),
    [new Request(SIGNED, { method: 'POST', body: 'x', headers: { 'content-length': '1' } }), 405],
    [put('http://app.test/ingest/a/b'), 403],
    [put('http://app.test/ingest/a/b?X-Amz-Signature='), 403],
    [put('http://app.test/ingest/a/b?a=X-Amz-Signature=1'), 403],
    [put('http://app.test/archive/a?X-Amz-Signature=1'), 403],
    [put('http://app.test/ingestion/a?X-Amz-Signature=1'), 403],
    [put('http://app.test/ingest/../archive/a?X-Amz-Signature=1'), 403],
    [put('http://app.test/ingest/a//b?X-Amz-Signature=1'), 400],
    [put('http://app.test/ingest/a%2Fb?X-Amz-Signature=1'), 400],
    [put('http://app.test/ingest/%2e%2e%2fstate?X-Amz-Signature=1'), 400],
    [put('http://app.test/ingest/?X-Amz-Signature=1'), 400],
    [put(SIGNED, { headers: { 'content-length': '' } }), 411],
    [new Request(SIGNED, { method: 'PUT', body: 'abc' }), 411],
  ];
  for (const [request, status] of refused) {
    const { response, seen } = await through(request);
    expect(response.status, request.url).toBe(status);
    expect(seen).toEqual([]);
  }
});

test('[STO47] path and query go on as they are, with the signed headers and no others', async () => {
  const { seen } = await through(
    put(SIGNED, {
      headers: {
        cookie: 'sid=secret',
        authorization: 'Bearer x',
        'content-type': 'text/html',
        'if-none-match': '*',
        'x-amz-checksum-sha256': 'c=',
        'x-amz-acl': 'public-read',
        'x-forwarded-for': '203.0.113.9',
      },
    }),
  );
  const [sent] = seen;
  expect(sent!.url).toBe(`${BUCKET_URL}/ingest/a/b?X-Amz-Expires=60&X-Amz-Signature=ab%2F`);
  expect(sent!.redirect).toBe('manual');
  expect([...sent!.headers]).toEqual([['content-length', '3'], ['if-none-match', '*'], ['x-amz-checksum-sha256', 'c=']]);
});

test('[STO47] status and body come back, with harmless headers only and never to be cached', async () => {
  const { response } = await through(put(), async (sent) => {
    await sent.arrayBuffer();
    return new Response('<Error><Code>SlowDown</Code></Error>', {
      status: 503,
      headers: {
        'cache-control': 'public',
        'content-type': 'application/xml',
        location: 'https://elsewhere.test',
        'retry-after': '5',
        server: 'x',
        'set-cookie': 'a=b',
        'x-amz-request-id': 'r',
      },
    });
  });
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('SlowDown');
  expect(Object.fromEntries(response.headers)).toEqual({
    'cache-control': 'no-store',
    'content-type': 'application/xml',
    'retry-after': '5',
    'x-amz-request-id': 'r',
  });
});

test('[STO12] the body goes on piece by piece, the first before the last has come', async () => {
  let source!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (source = controller) });
  const { response } = await through(put(SIGNED, { body }), async (sent) => {
    const reader = sent.body!.getReader();
    source.enqueue(someBytes(1));
    expect((await reader.read()).value).toEqual(someBytes(1));
    source.enqueue(someBytes(2));
    source.close();
    expect((await reader.read()).value).toEqual(someBytes(2));
    expect((await reader.read()).done).toBe(true);
    return new Response(null);
  });
  expect(response.status).toBe(200);
});

test('[STO48] a body that is shorter or longer than announced, or breaks off, is answered 400 and nothing is stored', async () => {
  const body = someBytes(100);
  const { store, send, incoming } = await presigned(body);
  const wrong = {
    short: streamOf([body.subarray(0, 99)]),
    long: streamOf([body, someBytes(1)]),
    broken: streamOf([body.subarray(0, 50)], new Error('connection lost')),
    'broken at its end': streamOf([body], new Error('connection lost')),
    empty: streamOf([]),
  };
  for (const [what, stream] of Object.entries(wrong)) {
    const response = await send(stream);
    expect(response.status, what).toBe(400);
    expect(await response.text()).toContain('<Code>IncompleteBody</Code>');
    expect(await store.head('ingest/k'), what).toBeUndefined();
  }
  expect(await incoming()).toEqual([]);
  expect((await send(streamOf([body.subarray(0, 50), body.subarray(50)]))).status).toBe(200);
});

test('[STO48] a body that does not come whole is 400 although the bucket said something else or nothing', async () => {
  const short = () => put(SIGNED, { body: streamOf([someBytes(2)]) });
  expect((await through(short(), () => new Response(null, { status: 412 }))).response.status).toBe(400);
  const readAll = async (sent: Request) => new Response(await sent.arrayBuffer());
  expect((await through(short(), readAll)).response.status).toBe(400);
  expect((await through(put(SIGNED, { body: streamOf([someBytes(3), someBytes(1)]) }), readAll)).response.status).toBe(400);
  expect((await through(put(SIGNED, { body: streamOf([someBytes(2), someBytes(1)]) }), readAll)).response.status).toBe(200);
});

test('[STO49] an answer that comes early waits until the sender has sent all, so that the sender hears it', async () => {
  let left = 3;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(someBytes(1));
      else controller.close();
    },
  }, { highWaterMark: 0 });
  const { response } = await through(put(SIGNED, { body }), async (sent) => {
    await sent.body!.cancel();
    return new Response(null, { status: 412 });
  });
  expect(response.status).toBe(412);
  expect(left).toBe(-1);
});

test('[STO44] ingest rejects with a StoreError when the bucket is out of reach', async () => {
  const attempt = through(put(), () => Promise.reject(new TypeError('fetch failed')));
  await expect(attempt).rejects.toMatchObject({ name: 'StoreError', status: undefined });
});
