import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, outcome, signed, someBytes } from '../../../../test/contracts/objectstorefixture.ts';
import type { Store } from './store.ts';

/** The store behind a port of loopback. */
async function listen(store: Store): Promise<number> {
  const server = createServer(getRequestListener((request) => store.handle(request)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Sends the lines of `request` as they are, and reads the answer's first line. */
async function raw(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [piece] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return piece.toString('latin1').split('\r\n')[0]!;
}

test('[STO36] the bucket answers HEAD, and another bucket is not there', async () => {
  const { handle } = await openStore();
  expect((await handle(signed({ method: 'HEAD', path: '/holdfast' }))).status).toBe(200);
  expect((await handle(signed({ method: 'HEAD', path: '/holdfast/' }))).status).toBe(200);
  expect((await handle(signed({ method: 'HEAD', path: '/other' }))).status).toBe(404);
  expect(await outcome(handle(signed({ path: '/other/k' })))).toBe('404 NoSuchBucket');
});

test('[STO36] DELETE answers 204 whether the object was there or not', async () => {
  const { handle } = await openStore();
  await handle(signed({ method: 'PUT', body: someBytes(1) }));
  for (let i = 0; i < 2; i++) expect((await handle(signed({ method: 'DELETE' }))).status).toBe(204);
  expect(await outcome(handle(signed({})))).toBe('404 NoSuchKey');
});

test.each([
  ['POST', '/holdfast/k', { uploads: '' }],
  ['PUT', '/holdfast/k', { partNumber: '1', uploadId: 'a' }],
  ['PUT', '/holdfast/k', { acl: '' }],
  ['PUT', '/holdfast/k', { tagging: '' }],
  ['PUT', '/holdfast/k', { 'x-amz-checksum-sha256': 'x' }],
  ['GET', '/holdfast/k', { versionId: '1' }],
  ['GET', '/holdfast/k', { 'response-content-type': 'text/html' }],
  ['GET', '/holdfast/k', { 'list-type': '2' }],
  ['HEAD', '/holdfast/k', { attributes: '' }],
  ['DELETE', '/holdfast/k', { versionId: '1' }],
  ['POST', '/holdfast', { delete: '' }],
  ['PUT', '/holdfast', {}],
  ['DELETE', '/holdfast', {}],
  ['GET', '/holdfast', { location: '' }],
  ['GET', '/holdfast', { versions: '' }],
  ['GET', '/holdfast', { uploads: '' }],
  ['HEAD', '/holdfast', { 'list-type': '2' }],
  ['PATCH', '/holdfast/k', {}],
  ['OPTIONS', '/holdfast/k', {}],
] as const)('[STO37] what the store does not know is answered 501, rightly signed or presigned: %s %s %j', async (method, path, query) => {
  const { handle, incoming } = await openStore();
  for (const presignSeconds of [undefined, 60]) {
    const body = ['PUT', 'POST'].includes(method) ? { body: someBytes(3) } : {};
    const response = await handle(signed({ method, path, query, ...body, ...(presignSeconds ? { presignSeconds } : {}) }));
    expect(response.status).toBe(501);
    if (method !== 'HEAD') expect(await outcome(response)).toBe('501 NotImplemented');
  }
  expect(await incoming()).toEqual([]);
});

test('[STO38] an error is S3\'s XML with code, message and request id, and empty in answer to HEAD', async () => {
  const { handle } = await openStore();
  const response = await handle(signed({}));
  const id = response.headers.get('x-amz-request-id');
  expect(response.headers.get('content-type')).toBe('application/xml');
  expect(await response.text()).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><RequestId>${id}</RequestId></Error>`,
  );
  const head = await handle(signed({ method: 'HEAD' }));
  expect(head.status).toBe(404);
  expect(await head.text()).toBe('');
});

test('[STO39] a refused body is taken to its end before the answer, up to 16 MiB', async () => {
  const { handle } = await openStore();
  const refuse = async (announced: number) => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent === 3) return controller.close();
        sent++;
        controller.enqueue(someBytes(10));
      },
    }, { highWaterMark: 0 });
    const request = signed({ method: 'PUT', body, headers: { 'content-length': String(announced) }, secretAccessKey: 'wrong' });
    expect(await outcome(handle(request))).toBe('403 SignatureDoesNotMatch');
    return sent;
  };
  expect(await refuse(30)).toBe(3);
  expect(await refuse(16 * 1024 * 1024)).toBe(3);
  expect(await refuse(16 * 1024 * 1024 + 1)).toBe(0);
});

test('[STO39] a refusal reaches a sender who reads only after the whole body is sent', async () => {
  const store = await openStore();
  const port = await listen(store);
  const body = Buffer.from(someBytes(4 * 1024 * 1024));
  const agentless = { port, host: '127.0.0.1', method: 'PUT', path: '/holdfast/k', agent: false as const, headers: { 'content-length': body.byteLength } };
  const sending = httpRequest(agentless);
  const answered = once(sending, 'response');
  // More than the buffers between the two hold, so that all of it leaves only if the store reads it.
  await new Promise<void>((resolve, reject) => {
    sending.on('error', reject);
    sending.end(body, resolve);
  });
  const [response] = (await answered) as [{ statusCode: number; resume(): void }];
  response.resume();
  expect(response.statusCode).toBe(403);
});

test('[STO39] a connection that is cut in the middle of a PUT leaves nothing', async () => {
  const store = await openStore();
  const port = await listen(store);
  // Signed for the host that the store is reached by.
  const { pathname, search } = new URL(
    signed({ method: 'PUT', presignSeconds: 60, headers: { host: 'store.test' }, signedHeaders: ['content-length', 'host'], body: someBytes(1000) }).url,
  );
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nhost: store.test\r\ncontent-length: 1000\r\n\r\n`);
  socket.write(Buffer.alloc(500));
  const staged = async () => (await store.incoming()).length;
  await expect.poll(staged, { interval: 5 }).toBe(1);
  socket.destroy();
  await expect.poll(staged, { interval: 5 }).toBe(0);
  expect(await outcome(store.handle(signed({})))).toBe('404 NoSuchKey');
});

test('[STO15] over HTTP, too, no path is resolved or decoded into a key', async () => {
  const store = await openStore();
  await store.handle(signed({ method: 'PUT', path: '/holdfast/b', body: someBytes(1) }));
  const port = await listen(store);
  const { search } = new URL(signed({ presignSeconds: 60, path: '/holdfast/b' }).url);
  const get = (path: string) => raw(port, [`GET ${path}${search} HTTP/1.1`, 'host: store.test', 'connection: close']);
  expect(await get('/holdfast/b')).toBe('HTTP/1.1 200 OK');
  for (const path of ['/holdfast//b', '/holdfast/%62', '/holdfast/a%2F..%2Fb', '/holdfast/b%00']) {
    expect(await get(path), path).toBe('HTTP/1.1 400 Bad Request');
  }
  // The HTTP layer resolves dot segments before the store sees them; what was signed with them never matches.
  const dotted = new URL(signed({ presignSeconds: 60, path: '/holdfast/a/../b' }).url).search;
  expect(dotted).not.toBe(search);
  expect(await raw(port, [`GET /holdfast/a/../b${dotted} HTTP/1.1`, 'host: store.test', 'connection: close'])).toBe('HTTP/1.1 403 Forbidden');
});
