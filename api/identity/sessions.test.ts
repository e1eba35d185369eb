import { expect, test } from 'vitest';
import { StoreError, type ObjectStore } from '../ports.ts';
import { ANA, BEN, createTestApp } from '../testapp.ts';
import { sessionRequest, stateKeys } from './testrequests.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The app with Ana signed in, and how often a document of some kind was written. */
async function setUp() {
  const hooks: { beforePut?: ((key: string) => Promise<void>) | undefined } = {};
  const written: string[] = [];
  const wrap = (store: ObjectStore): ObjectStore => ({
    ...store,
    async put(key, ...rest) {
      await hooks.beforePut?.(key);
      written.push(key.replace(/[0-9a-f]{32,}/, '…'));
      return store.put(key, ...rest);
    },
  });
  const app = createTestApp({ wrap });
  const cookies = await app.signIn(ANA);
  const whoIs = (cookie: string) => app.sessions.person(sessionRequest(cookie));
  const touches = () => written.filter((key) => key === 'state/sessions/seen-….json').length;
  return { ...app, ...cookies, hooks, whoIs, touches };
}

test('[IDN1] who signs in is that person to every server that shares the store', async () => {
  const { session, whoIs, store } = await setUp();
  expect(await whoIs(session)).toMatchObject(ANA);
  const other = createTestApp({ wrap: () => store });
  expect(await other.sessions.person(sessionRequest(session))).toMatchObject(ANA);
});

test('[IDN2] a session ends 12 hours after it began, however busy its person is', async () => {
  const { session, whoIs, clock } = await setUp();
  for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
    clock.nowMs += 20 * MINUTE_MS;
    expect(await whoIs(session)).toMatchObject(ANA);
  }
  clock.nowMs += 20 * MINUTE_MS - 1;
  expect(await whoIs(session)).toMatchObject(ANA);
  clock.nowMs += 1;
  expect(await whoIs(session)).toBeUndefined();
});

test('[IDN3] a session ends when its person was not seen for 30 minutes', async () => {
  const { session, whoIs, clock } = await setUp();
  clock.nowMs += 30 * MINUTE_MS - 1;
  expect(await whoIs(session)).toMatchObject(ANA);
  clock.nowMs += 30 * MINUTE_MS - 1;
  expect(await whoIs(session)).toMatchObject(ANA);
  clock.nowMs += 30 * MINUTE_MS;
  expect(await whoIs(session)).toBeUndefined();
  clock.nowMs -= HOUR_MS;
  expect(await whoIs(session)).toBeUndefined();
});

test('[IDN3] that somebody was seen is written at most every 5 minutes', async () => {
  const { session, whoIs, clock, touches } = await setUp();
  const perMinute: number[] = [];
  for (let minute = 1; minute <= 11; minute += 1) {
    clock.nowMs += MINUTE_MS;
    await whoIs(session);
    perMinute.push(touches());
  }
  expect(perMinute).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2]);
});

test('[IDN3] a request goes on when that cannot be written, and the log says so', async () => {
  const { session, whoIs, clock, hooks, lines } = await setUp();
  hooks.beforePut = async () => {
    throw new StoreError('down', { status: 503 });
  };
  clock.nowMs += 10 * MINUTE_MS;
  expect(await whoIs(session)).toMatchObject(ANA);
  expect(lines).toEqual([{ level: 'warn', event: 'session_not_touched', fields: undefined }]);
});

test('[IDN4] sending uploads does not count as being seen', async () => {
  const { session, sessions, whoIs, clock, touches } = await setUp();
  for (let minute = 0; minute < 29; minute += 1) {
    clock.nowMs += MINUTE_MS;
    expect(await sessions.uploaders(sessionRequest(session))).toEqual([ANA.ownerId]);
  }
  expect(touches()).toBe(0);
  clock.nowMs += MINUTE_MS;
  expect(await sessions.uploaders(sessionRequest(session))).toEqual([]);
  expect(await whoIs(session)).toBeUndefined();
});

test('[IDN6] signing out ends session and grant, and takes their cookies away', async () => {
  const { session, grant, ask, store } = await setUp();
  // A browser sends the grant's cookie with upload routes only.
  const response = await ask(session, 'POST', '/api/signout');
  expect(await response.json()).toEqual({ holdfast: 'signed_out' });
  expect(response.headers.getSetCookie()).toEqual([
    'sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict',
    'grant=; Path=/api/uploads; Max-Age=0; HttpOnly; SameSite=Strict',
  ]);
  expect((await ask(session, 'GET', '/api/session')).status).toBe(401);
  expect(await (await ask(`${session}; ${grant}`, 'GET', '/api/uploads')).json()).toEqual({ holdfast: 'uploaders', owners: [] });
  expect(await stateKeys(store)).toEqual([]);
});

test('[IDN6] signing out ends the grant also when the session has expired, been met and been forgotten', async () => {
  const { session, grant, ask, sessions, clock, store } = await setUp();
  clock.nowMs += 20 * HOUR_MS;
  expect((await ask(session, 'GET', '/api/session')).status).toBe(401);
  expect(await sessions.uploaders(sessionRequest(grant))).toEqual([ANA.ownerId]);
  expect((await ask(session, 'POST', '/api/signout')).status).toBe(200);
  expect(await sessions.uploaders(sessionRequest(grant))).toEqual([]);
  expect(await stateKeys(store)).toEqual([]);
});

test('[IDN6] signing out is fine when nobody is signed in, and ends nobody else’s session', async () => {
  const { session, ask, whoIs } = await setUp();
  expect((await ask('', 'POST', '/api/signout')).status).toBe(200);
  expect((await ask(`sid=${'x'.repeat(43)}`, 'POST', '/api/signout')).status).toBe(200);
  expect(await whoIs(session)).toMatchObject(ANA);
});

test('[IDN6] a sign-out that the store does not take is not called one', async () => {
  const app = createTestApp({
    wrap: (store) => ({
      ...store,
      delete: async () => {
        throw new StoreError('down');
      },
    }),
  });
  const { session } = await app.signIn(ANA);
  const response = await app.ask(session, 'POST', '/api/signout');
  expect([response.status, response.headers.getSetCookie()]).toEqual([503, []]);
});

test('[IDN7] signing in ends the session and the grant that the browser carried, and nobody else’s', async () => {
  const { session, grant, sessions, signIn, whoIs } = await setUp();
  const elsewhere = await signIn(ANA);
  const cookies = await sessions.open(sessionRequest(session, '/oidc/callback'), BEN);
  expect(await whoIs(cookies![0]!.split(';')[0]!)).toMatchObject(BEN);
  expect(await whoIs(session)).toBeUndefined();
  expect(await sessions.uploaders(sessionRequest(grant))).toEqual([]);
  expect(await whoIs(elsewhere.session)).toMatchObject(ANA);
  expect(await sessions.uploaders(sessionRequest(elsewhere.grant))).toEqual([ANA.ownerId]);
});

test('[IDN8] a session that is ended while a request touches it stays ended and leaves nothing behind', async () => {
  const { session, sessions, whoIs, clock, hooks, store } = await setUp();
  clock.nowMs += 6 * MINUTE_MS;
  hooks.beforePut = async () => {
    hooks.beforePut = undefined;
    await sessions.close(sessionRequest(session));
  };
  expect(await whoIs(session)).toBeUndefined();
  expect(await whoIs(session)).toBeUndefined();
  expect(await stateKeys(store)).toEqual([]);
});

test('[IDN15] a session that cannot be read is nobody’s, is logged, and can be signed out of', async () => {
  const { session, whoIs, store, lines, ask } = await setUp();
  const key = (await stateKeys(store)).find((name) => name.includes('/session-'))!;
  await store.put(key, new TextEncoder().encode('{"ownerId":"ana"}'), { contentType: 'application/json' });
  expect(await whoIs(session)).toBeUndefined();
  expect(lines).toEqual([{ level: 'error', event: 'record_unreadable', fields: { folder: 'sessions' } }]);
  expect((await ask(session, 'POST', '/api/signout')).status).toBe(200);
});

test('[IDN16] a session and a grant that have expired are deleted when they are met', async () => {
  const { session, grant, sessions, clock, store } = await setUp();
  clock.nowMs += 12 * HOUR_MS;
  await sessions.person(sessionRequest(session));
  expect((await stateKeys(store)).filter((key) => /\/(?:session|seen)-/.test(key))).toEqual([]);
  clock.nowMs += 30 * 24 * HOUR_MS;
  await sessions.uploaders(sessionRequest(grant));
  expect((await stateKeys(store)).filter((key) => key.includes('/grant-'))).toEqual([]);
});

test('[IDN16] that an expired session cannot be deleted fails no request', async () => {
  const app = createTestApp({
    wrap: (store) => ({
      ...store,
      delete: async () => {
        throw new StoreError('down');
      },
    }),
  });
  const { session } = await app.signIn(ANA);
  app.clock.nowMs += HOUR_MS;
  expect((await app.ask(session, 'GET', '/api/session')).status).toBe(401);
});

test('[IDN14] neither the store nor the log holds what a cookie says, and the log no e-mail', async () => {
  const { session, grant, ask, app, store, lines, clock } = await setUp();
  clock.nowMs += 10 * MINUTE_MS;
  await ask(session, 'GET', '/api/session');
  await ask(`${session}; ${grant}`, 'GET', '/api/uploads');
  await app.request(`/oidc/callback?code=secret-code&state=secret-state`, { headers: { Cookie: session } });
  await ask(session, 'POST', '/api/signout');
  const { session: second } = await createTestAppSignIn(store);
  const secrets = [session, grant, second].map((pair) => pair.split('=')[1]!);
  const texts: string[] = [];
  for await (const { key } of store.list('')) texts.push(key, new TextDecoder().decode(await store.get(key)));
  expect(texts.join('\n')).toContain('state/sessions/session-');
  for (const secret of secrets) expect(texts.join('\n')).not.toContain(secret);
  expect(lines.length).toBeGreaterThan(3);
  const log = JSON.stringify(lines);
  for (const secret of [...secrets, ANA.email!, 'secret-code', 'secret-state']) expect(log).not.toContain(secret);
});

async function createTestAppSignIn(store: ObjectStore) {
  return createTestApp({ wrap: () => store }).signIn(ANA);
}
