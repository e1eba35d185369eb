import { expect, test } from 'vitest';
import * as v from 'valibot';
import { health, keys, session } from '../src/wire/api.ts';
import { problem } from '../src/wire/problem.ts';
import { headersFor, kindOf } from './headers.ts';
import { StoreError, type ObjectStore } from './ports.ts';
import { ANA, createTestApp } from './testapp.ts';

async function refusal(response: Response) {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  const body = v.parse(problem, await response.json());
  expect([body.status, body.type]).toEqual([response.status, `urn:holdfast:problem:${body.code}`]);
  return body.code;
}

test('[API1] health tells version and server time to anybody, and is not cached', async () => {
  const { app } = createTestApp();
  const response = await app.request('/api/health');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(v.parse(health, await response.json())).toEqual({ holdfast: 'health', version: '1.2.3', serverTimeMs: 1_700_000_000_000 });
});

const ANY_PATHS = ['/api/health', '/api/session', '/api/elsewhere', '/flags.json', '/oidc/signin', '/ingest/x', '/csp-reports', '/', '/sw.js', '/gone'];

test.each(ANY_PATHS.flatMap((path) => [`http://localhost${path}`, `https://holdfast.example${path}`]))('[API2] the answer to %s carries the headers of its kind', async (url) => {
  const { app } = createTestApp();
  const { protocol, pathname } = new URL(url);
  const expected = headersFor({ kind: kindOf(pathname)!, https: protocol === 'https:' });
  const { headers } = await app.request(url);
  for (const [name, value] of Object.entries(expected)) expect([name, headers.get(name)]).toEqual([name, value]);
  expect(headers.has('Strict-Transport-Security')).toBe(protocol === 'https:');
});

test.each(['/api/health', '/api/session', '/api/elsewhere'])('[API3] the answer to %s is not cached and tells the version of the flags', async (path) => {
  const response = await createTestApp().app.request(path);
  expect([response.headers.get('Cache-Control'), response.headers.get('X-Flags-Version')]).toEqual(['no-store', '1']);
});

test('[API3] an answer goes without the version of the flags when the store cannot tell it', async () => {
  const { app } = createTestApp({ wrap: failing });
  const response = await app.request('/api/health');
  expect([response.status, response.headers.has('X-Flags-Version')]).toEqual([200, false]);
});

test('[API4] who is signed in is told who that is, and since when', async () => {
  const { ana, clock } = createTestApp();
  expect(v.parse(session, await (await ana('GET', '/api/session')).json())).toEqual({ holdfast: 'session', ...ANA, signedInAtMs: clock.nowMs, internalHmac: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test('[API4] a page that has to know either is told that nobody is signed in, without a refusal', async () => {
  const { ana, ask } = createTestApp();
  const nobody = await ask('', 'GET', '/api/session?or=nobody');
  expect([nobody.status, await nobody.json()]).toEqual([200, { holdfast: 'nobody' }]);
  expect(v.parse(session, await (await ana('GET', '/api/session?or=nobody')).json()).ownerId).toBe(ANA.ownerId);
});

test('[API4] who is signed in gets the public keys with their use, newest first', async () => {
  const { ana } = createTestApp();
  expect(v.parse(keys, await (await ana('GET', '/api/keys')).json()).keys).toEqual([
    { kid: 'k2', alg: 'RSA-OAEP-256', spki: 'AAAA', use: 'seal' },
    { kid: 'k1', alg: 'RSA-OAEP-256', spki: 'BBBB', use: 'seal' },
    { kid: 'k0', alg: 'RSA-OAEP-256', spki: 'CCCC', use: 'break_glass' },
  ]);
});

const UPLOAD = '/api/uploads/00000000-0000-4000-8000-000000000000';

test.each([
  ['GET', '/api/session'],
  ['GET', '/api/admin/flags'],
  ['PUT', '/api/admin/flags'],
  ['POST', '/api/admin/flags/kill'],
  ['GET', '/api/keys'],
  ['GET', '/api/people'],
  ['POST', `/api/people/${ANA.ownerId}`],
  ['POST', '/api/uploads'],
  ['GET', UPLOAD],
  ['POST', `${UPLOAD}/complete`],
])('[API5] %s %s needs somebody who is signed in', async (method, path) => {
  const response = await createTestApp().ask('', method, path);
  expect([response.status, await refusal(response)]).toEqual([401, 'not_signed_in']);
});

test.each([
  ['GET', '/api', 404, 'not_found', null],
  ['GET', '/api/', 404, 'not_found', null],
  ['GET', '/api/elsewhere', 404, 'not_found', null],
  ['POST', `${UPLOAD}/elsewhere`, 404, 'not_found', null],
  ['POST', '/api/health', 405, 'method_not_allowed', 'GET, HEAD'],
  ['DELETE', '/api/uploads', 405, 'method_not_allowed', 'GET, HEAD, POST'],
  ['GET', '/api/signout', 405, 'method_not_allowed', 'POST'],
  ['DELETE', UPLOAD, 405, 'method_not_allowed', 'GET, HEAD'],
  ['PUT', `${UPLOAD}/complete`, 405, 'method_not_allowed', 'POST'],
  ['OPTIONS', '/api/uploads', 405, 'method_not_allowed', 'GET, HEAD, POST'],
  ['POST', '/flags.json', 405, 'method_not_allowed', 'GET, HEAD'],
  ['GET', '/ingest/x', 405, 'method_not_allowed', 'PUT'],
  ['OPTIONS', '/ingest/x', 405, 'method_not_allowed', 'PUT'],
  ['POST', '/', 405, 'method_not_allowed', 'GET, HEAD'],
])('[API25] %s %s is refused with %i %s', async (method, path, status, code, allow) => {
  const response = await createTestApp().ask('', method, path);
  expect([response.status, await refusal(response), response.headers.get('Allow')]).toEqual([status, code, allow]);
});

test.each(['/api', '/api/elsewhere', '/ingest', '/flags.json/x', '/%61pi/elsewhere', '/oidc', '/issuer', '/issuer/auth'])('[API19] the page of the app never answers for %s', async (path) => {
  const { app } = createTestApp({ publicFiles: { serve: async () => new Response('app') } });
  expect(await (await app.request(path)).text()).not.toBe('app');
});

test('[API26] a store out of reach is 503 with a time to come back, and is logged', async () => {
  const { app, lines } = createTestApp({ wrap: failing });
  const response = await app.request('/flags.json');
  expect([response.status, await refusal(response), response.headers.get('Retry-After')]).toEqual([503, 'store_unavailable', '5']);
  expect(lines.find(({ event }) => event === 'store_unavailable')).toMatchObject({ level: 'error', fields: { status: 500 } });
});

test('[API26] what nobody expected is 500, and is logged without what it says', async () => {
  const { app, lines } = createTestApp({
    signIn: {
      handle: async () => {
        throw new TypeError('ana@clinic.example has the flu');
      },
    },
  });
  const response = await app.request('/oidc/callback');
  expect([response.status, await refusal(response)]).toEqual([500, 'internal']);
  const place = expect.stringMatching(/^app\.test\.ts:\d+$/);
  expect(lines.find(({ event }) => event === 'unexpected_error')?.fields).toEqual({ error: 'TypeError', at: expect.arrayContaining([place]) });
  expect(JSON.stringify(lines)).not.toMatch(/ana@|flu/);
});

test('[API22] every request of the API is one line with method, route, status and time, and nothing of the person or the query', async () => {
  const { ana, lines } = createTestApp();
  await ana('GET', `${UPLOAD}?ownerId=${ANA.ownerId}`);
  await ana('GET', '/api/elsewhere?email=ana@clinic.example');
  await ana('DELETE', '/api/session');
  await ana('GET', '/not-of-the-api');
  const ms = expect.any(Number);
  expect(lines).toEqual([
    { level: 'info', event: 'api_request', fields: { method: 'GET', route: '/api/uploads/:recordingId', status: 200, ms } },
    { level: 'info', event: 'api_request', fields: { method: 'GET', route: '/api/*', status: 404, ms } },
    { level: 'info', event: 'api_request', fields: { method: 'DELETE', route: '/api/session', status: 405, ms } },
  ]);
});

test('[API27] a PUT to /ingest/ goes to the store as it came, without a session, and its answer comes back', async () => {
  const asked: Request[] = [];
  const ingest = async (request: Request) => {
    asked.push(request);
    return new Response(`<Error>${await request.text()}</Error>`, { status: 412, headers: { 'Content-Type': 'application/xml' } });
  };
  const { app } = createTestApp({ wrap: (store) => ({ ...store, ingest }) });
  const response = await app.request('/ingest/a/b?X-Amz-Signature=1', { method: 'PUT', body: 'bytes', headers: { 'If-None-Match': '*', 'Sec-Fetch-Site': 'same-origin' } });
  expect([response.status, await response.text(), response.headers.get('Content-Type')]).toEqual([412, '<Error>bytes</Error>', 'application/xml']);
  expect([asked[0]?.url, asked[0]?.headers.get('If-None-Match')]).toEqual(['http://localhost/ingest/a/b?X-Amz-Signature=1', '*']);
});

function failing(store: ObjectStore): ObjectStore {
  return {
    ...store,
    list: async function* () {
      throw new StoreError('down', { status: 500 });
    },
  };
}
