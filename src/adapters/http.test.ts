import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { health } from '../wire/api.ts';
import { answerOf, failureOf, send } from './http.ts';
import { createUploadApi } from './uploadapi.ts';

const servers: (() => void)[] = [];
afterEach(() => {
  for (const close of servers.splice(0)) close();
});

/** The address of a server that answers as told. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (status: number, body: string, headers: Record<string, string> = {}) => serve((_request, response) => void response.writeHead(status, headers).end(body));
const healthOf = async (url: string) => answerOf(await send(`${url}/api/health`), health);
const problemBody = (status: number, code: string) => JSON.stringify({ type: 'about:blank', title: code, status, code });
const asProblem = { 'content-type': 'application/problem+json' };

test('[HTT1] our answer is taken, a page of a captive portal with 200 is not', async () => {
  const body = { holdfast: 'health', version: '1', serverTimeMs: 5 };
  expect(await healthOf(await answering(200, JSON.stringify(body)))).toEqual(body);
  await expect(healthOf(await answering(200, '<html>Welcome to the hotel</html>', { 'content-type': 'text/html' }))).rejects.toMatchObject({ code: 'foreign_answer' });
  await expect(healthOf(await answering(200, '{"status":"ok"}'))).rejects.toMatchObject({ code: 'foreign_answer' });
  await expect(healthOf(await answering(302, '', { location: 'http://127.0.0.1:1/login' }))).rejects.toMatchObject({ remedy: 'waitForNetwork' });
});

test('[HTT1] no answer means waiting for the network, a late one trying again', async () => {
  await expect(send('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'network' });
  const silent = await serve(() => undefined);
  await expect(send(silent, {}, 50)).rejects.toMatchObject({ code: 'timeout' });
});

test('[HTT2] a changing request to our API carries the app’s header beside its own; a question, a PUT to the store or an address elsewhere does not', async () => {
  const { fetch } = globalThis;
  const sent: unknown[] = [];
  globalThis.fetch = async (input, init) => {
    sent.push([input, init?.headers]);
    return new Response();
  };
  try {
    await send('/api/uploads', { method: 'POST', headers: { 'content-type': 'application/json' } });
    await send('/api/signout', { method: 'POST' });
    await send('/api/session');
    await send('/ingest/x', { method: 'PUT', headers: { 'if-none-match': '*' } });
    await send('https://elsewhere.example/api/x', { method: 'POST' });
  } finally {
    globalThis.fetch = fetch;
  }
  expect(sent).toEqual([
    ['/api/uploads', { 'content-type': 'application/json', 'X-Holdfast': '1' }],
    ['/api/signout', { 'X-Holdfast': '1' }],
    ['/api/session', undefined],
    ['/ingest/x', { 'if-none-match': '*' }],
    ['https://elsewhere.example/api/x', undefined],
  ]);
});

test.each([
  [401, 'not_signed_in', 'not_signed_in', 'signIn'],
  [409, 'owner_mismatch', 'owner_mismatch', 'signIn'],
  [400, 'invalid_manifest', 'invalid_manifest', 'park'],
  [413, 'segment_too_large', 'segment_too_large', 'park'],
  [400, 'bad_request', 'server_error', 'retryAt'],
  [403, 'header_missing', 'server_error', 'retryAt'],
  [403, 'cross_origin', 'server_error', 'retryAt'],
  [403, 'not_allowed', 'server_error', 'retryAt'],
  [503, 'store_unavailable', 'server_error', 'retryAt'],
  [500, 'internal', 'server_error', 'retryAt'],
  [418, 'of_a_later_build', 'server_error', 'retryAt'],
])('[OUT10] our %i %s is %s', async (status, code, failure, remedy) => {
  const response = await fetch(await answering(status, problemBody(status, code), asProblem));
  expect(await failureOf(response)).toMatchObject({ code: failure, remedy });
});

test.each([
  [400, 'foreign_answer'],
  [403, 'foreign_answer'],
  [413, 'foreign_answer'],
  [429, 'throttled'],
  [500, 'server_error'],
  [502, 'server_error'],
  [503, 'throttled'],
])('[OUT10] a %i that is not ours never parks: %s', async (status, failure) => {
  const found = await failureOf(await fetch(await answering(status, problemBody(status, 'invalid_manifest'), { 'content-type': 'application/json' })));
  expect(found.code).toBe(failure);
  expect(found.remedy).not.toBe('park');
});

test('[OUT5] Retry-After is read in seconds', async () => {
  expect((await failureOf(await fetch(await answering(503, '', { 'retry-after': '7' })))).retryAfterMs).toBe(7_000);
  expect((await failureOf(await fetch(await answering(503, '', { 'retry-after': 'soon' })))).retryAfterMs).toBeUndefined();
});

test('[OUT6] a PUT is done on 200 from the store and on 412, and on nothing else', async () => {
  const api = createUploadApi({ nowMs: () => 0, monotonicMs: () => 0 });
  const put = async (status: number, headers: Record<string, string> = {}) =>
    api.put({ seq: 0, url: await answering(status, '', headers), headers: { 'if-none-match': '*' }, expiresAtMs: 0 }, new Uint8Array([1]));
  await put(200, { etag: '"x"' });
  await put(412);
  await expect(put(200)).rejects.toMatchObject({ code: 'foreign_answer' });
  await expect(put(403)).rejects.toMatchObject({ code: 'upload_refused', remedy: 'retryAt' });
  await expect(put(503, { 'retry-after': '3' })).rejects.toMatchObject({ code: 'throttled', retryAfterMs: 3_000 });
});
