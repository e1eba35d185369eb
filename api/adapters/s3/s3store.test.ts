import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BUCKET, CREDENTIALS, openStore, REGION, someBytes } from '../../../test/contracts/objectstorefixture.ts';
import { StoreError } from '../../ports.ts';
import { createS3Store, type S3StoreOptions } from './s3store.ts';

const TYPE = { contentType: 'application/json' };

/** A client whose bucket is a script: each request gets the next answer. */
function scripted(answers: (Response | Error | (() => Response | Promise<Response>))[], options: Partial<S3StoreOptions> = {}) {
  const requests: Request[] = [];
  const store = createS3Store({
    endpoint: 'https://s3.eu-central-1.amazonaws.com',
    bucket: 'holdfast',
    region: 'eu-central-1',
    accessKeyId: 'KEY',
    secretAccessKey: 'secret',
    pathStyle: true,
    fetch: async (request) => {
      requests.push(request);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      if (!answer) throw new Error('one request too many');
      return typeof answer === 'function' ? answer() : answer;
    },
    ...options,
  });
  return { store, requests };
}

const error = (status: number, code: string) => new Response(`<Error><Code>${code}</Code><Message>m</Message></Error>`, { status });
const listing = (inner: string) => new Response(`<ListBucketResult>${inner}</ListBucketResult>`);

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('[STO42] a put carries length, type, hash and checksum, all of them signed', async () => {
  const { store, requests } = scripted([new Response(null)]);
  const body = someBytes(100);
  await store.put('state/a.json', body, { ...TYPE, ifAbsent: true });
  const { headers, url, method } = requests[0]!;
  const hash = createHash('sha256').update(body);
  expect([method, url]).toEqual(['PUT', 'https://s3.eu-central-1.amazonaws.com/holdfast/state/a.json']);
  expect(headers.get('x-amz-content-sha256')).toBe(hash.copy().digest('hex'));
  expect(headers.get('x-amz-checksum-sha256')).toBe(hash.digest('base64'));
  expect(headers.get('if-none-match')).toBe('*');
  expect(headers.get('authorization')).toContain(
    '/eu-central-1/s3/aws4_request, SignedHeaders=content-length;content-type;host;if-none-match;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date, ',
  );
});

test('[STO42] the bucket is in the path or in front of the host, below whatever path the endpoint has', async () => {
  const urlFor = async (endpoint: string, pathStyle: boolean) => {
    const { store, requests } = scripted([new Response(null, { status: 204 })], { endpoint, pathStyle });
    await store.delete('a/b');
    const { path } = await store.presignPut('ingest/k', { bytes: 1, sha256: '0'.repeat(64), seconds: 60 });
    expect(path.startsWith('/ingest/k?X-Amz-Expires=60&')).toBe(true);
    return requests[0]!.url;
  };
  expect(await urlFor('https://s3.test', true)).toBe('https://s3.test/holdfast/a/b');
  expect(await urlFor('https://s3.test/', false)).toBe('https://holdfast.s3.test/a/b');
  expect(await urlFor('http://127.0.0.1:9000/s3/', true)).toBe('http://127.0.0.1:9000/s3/holdfast/a/b');
});

test('[STO42] temporary credentials send their session token, signed, in requests and in presigned paths', async () => {
  const { store, requests } = scripted([new Response(null, { status: 204 })], { sessionToken: 'to/ken+1' });
  await store.delete('a');
  expect(requests[0]!.headers.get('x-amz-security-token')).toBe('to/ken+1');
  expect(requests[0]!.headers.get('authorization')).toContain('x-amz-security-token');
  const { path } = await store.presignPut('ingest/k', { bytes: 1, sha256: '0'.repeat(64), seconds: 60 });
  expect(new URLSearchParams(path.split('?')[1]).get('X-Amz-Security-Token')).toBe('to/ken+1');
});

test('[STO43] a presigned PUT binds length, checksum and If-None-Match, by the clock of the signer', async () => {
  const { store } = scripted([], { clock: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
  const { path, headers } = await store.presignPut('ingest/a/b', { bytes: 123, sha256: 'ff'.repeat(32), seconds: 300 });
  const query = new URLSearchParams(path.split('?')[1]);
  expect(query.get('X-Amz-Date')).toBe('20260102T030405Z');
  expect(query.get('X-Amz-Expires')).toBe('300');
  expect(query.get('X-Amz-SignedHeaders')).toBe('content-length;host;if-none-match;x-amz-checksum-sha256');
  expect(headers).toEqual({ 'if-none-match': '*', 'x-amz-checksum-sha256': Buffer.alloc(32, 255).toString('base64') });
  for (const seconds of [0, 604_801, 1.5, NaN]) {
    await expect(store.presignPut('ingest/a', { bytes: 1, sha256: '0'.repeat(64), seconds })).rejects.toThrow(RangeError);
  }
});

test('[STO44] only NoSuchKey means that an object is not there', async () => {
  expect(await scripted([error(404, 'NoSuchKey')]).store.get('a')).toBeUndefined();
  const faults = [error(404, 'NoSuchBucket'), new Response('not found', { status: 404 }), error(403, 'AccessDenied'), error(500, 'X'), new Response(null, { status: 301 })];
  for (const answer of faults) {
    const { status } = answer;
    await expect(scripted([answer]).store.get('a')).rejects.toMatchObject({ name: 'StoreError', status });
  }
});

test('[STO44] every unexpected answer is a StoreError with its status, and nothing is sent again', async () => {
  for (const status of [400, 403, 404, 409, 429, 500, 503]) {
    const expected = { name: 'StoreError', status };
    const { store, requests } = scripted([() => error(status, 'X'), () => error(status, 'X'), () => error(status, 'X')]);
    await expect(store.put('a', someBytes(1), TYPE)).rejects.toMatchObject(expected);
    await expect(store.delete('a')).rejects.toMatchObject(expected);
    await expect(all(store.list('a'))).rejects.toMatchObject(expected);
    expect(requests).toHaveLength(3);
    if (status !== 404) await expect(scripted([error(status, 'X')]).store.head('a')).rejects.toMatchObject(expected);
  }
  // 412 is an answer only to a condition.
  await expect(scripted([error(412, 'PreconditionFailed')]).store.put('a', someBytes(1), TYPE)).rejects.toMatchObject({ status: 412 });
});

test('[STO44] a store out of reach is a StoreError without a status, with the cause', async () => {
  const cause = new TypeError('fetch failed');
  const { store } = scripted([cause, cause, cause, cause, cause, cause]);
  const tries: (() => Promise<unknown>)[] = [
    () => store.put('a', someBytes(1), TYPE),
    () => store.get('a'),
    () => store.head('a'),
    () => store.delete('a'),
    () => all(store.list('a')),
  ];
  for (const attempt of tries) {
    const failure: unknown = await attempt().then(() => undefined, (thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ status: undefined, cause });
  }
});

test('[STO44] a store that does not answer in time is a StoreError', async () => {
  const { store } = scripted([], {
    timeoutMs: 5,
    fetch: (request) =>
      new Promise((_, reject) => {
        const fail = () => reject(request.signal.reason as Error);
        if (request.signal.aborted) fail();
        request.signal.addEventListener('abort', fail);
      }),
  });
  await expect(store.head('a')).rejects.toMatchObject({ name: 'StoreError', status: undefined, cause: { name: 'TimeoutError' } });
});

test('[STO45] a conflict of two conditional writes is asked again, three times in all', async () => {
  const conflict = () => error(409, 'ConditionalRequestConflict');
  expect(await scripted([conflict, error(412, 'PreconditionFailed')]).store.put('a', someBytes(1), { ...TYPE, ifAbsent: true })).toBe('exists');
  expect(await scripted([conflict, conflict, new Response(null)]).store.put('a', someBytes(1), { ...TYPE, ifAbsent: true })).toBe('stored');
  const { store, requests } = scripted([conflict, conflict, conflict, conflict]);
  await expect(store.put('a', someBytes(1), { ...TYPE, ifAbsent: true })).rejects.toMatchObject({ status: 409 });
  expect(requests).toHaveLength(3);
});

test('[STO46] a listing follows its continuation tokens and never passes half a listing for a whole one', async () => {
  const object = (key: string) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`;
  const { store, requests } = scripted([
    listing(`<IsTruncated>true</IsTruncated>${object('p/a')}<NextContinuationToken>1+/=</NextContinuationToken>`),
    listing(`<IsTruncated>false</IsTruncated>${object('p/b')}`),
  ], { pageKeys: 1 });
  expect((await all(store.list('p/'))).map(({ key }) => key)).toEqual(['p/a', 'p/b']);
  expect([...new URL(requests[1]!.url).searchParams]).toEqual([['list-type', '2'], ['max-keys', '1'], ['prefix', 'p/'], ['continuation-token', '1+/=']]);

  const stuck = () => listing('<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>');
  await expect(all(scripted([stuck, stuck, stuck]).store.list('p/'))).rejects.toThrow(StoreError);
  await expect(all(scripted([new Response('<html>')]).store.list('p/'))).rejects.toThrow(StoreError);
});

test('[STO46] pages of any size make the same listing from a real store', async () => {
  const { handle } = await openStore({ clock: Date.now });
  const where = { endpoint: 'http://store.test', bucket: BUCKET, region: REGION, ...CREDENTIALS, pathStyle: true, fetch: handle };
  const keys = Array.from({ length: 23 }, (_, i) => `p/${i % 4}/${String(i).padStart(2, '0')}`).sort();
  await Promise.all(keys.map((key) => createS3Store(where).put(key, someBytes(1), TYPE)));
  for (const pageKeys of [1, 7, 23, 1000]) {
    expect((await all(createS3Store({ ...where, pageKeys }).list('p/'))).map(({ key }) => key)).toEqual(keys);
  }
});

test('[STO5] a file is hashed and then streamed, and one that is not there is an error before anything is sent', async () => {
  const dir = await mkdtemp(join(tmpdir(), 's3-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const path = join(dir, 'f');
  await writeFile(path, someBytes(200_000));
  let received = new Uint8Array(0);
  const { store, requests } = scripted([
    async () => {
      received = new Uint8Array(await requests[0]!.arrayBuffer());
      return new Response(null);
    },
  ]);
  await store.putFile('archive/audio.webm', path, { contentType: 'audio/webm' });
  expect(Buffer.from(received).equals(someBytes(200_000))).toBe(true);
  expect(requests[0]!.headers.get('content-length')).toBe('200000');
  expect(requests[0]!.headers.get('x-amz-content-sha256')).toBe(createHash('sha256').update(received).digest('hex'));
  await expect(store.putFile('archive/audio.webm', join(dir, 'none'), { contentType: 'audio/webm' })).rejects.toThrow('ENOENT');
  expect(requests).toHaveLength(1);
});
