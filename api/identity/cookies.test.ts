import { expect, test } from 'vitest';
import { ANA, BEN, createTestApp } from '../testapp.ts';
import { sessionRequest } from './testrequests.ts';

const MONTH_SECONDS = 30 * 24 * 60 * 60;

test('[IDN1] on plain http the cookies are HttpOnly and strict, the session’s for the whole origin, the grant’s for upload routes', async () => {
  const { sessions } = createTestApp();
  const [session, grant, ...more] = (await sessions.open(sessionRequest('', '/oidc/callback'), ANA))!;
  expect(session).toMatch(new RegExp(`^sid=[\\w-]{43}; Path=/; Max-Age=${MONTH_SECONDS}; HttpOnly; SameSite=Strict$`));
  expect(grant).toMatch(new RegExp(`^grant=[\\w-]{43}; Path=/api/uploads; Max-Age=${MONTH_SECONDS}; HttpOnly; SameSite=Strict$`));
  expect(more).toEqual([]);
});

test('[IDN1] under https they are Secure and their names say so, also when they are taken away', async () => {
  const { sessions } = createTestApp();
  const request = (cookie: string) => sessionRequest(cookie, '/oidc/callback', 'https://holdfast.example');
  const [session, grant] = (await sessions.open(request(''), ANA))!;
  expect(session).toMatch(/^__Host-sid=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/);
  expect(grant).toMatch(/^__Secure-grant=[\w-]{43}; Path=\/api\/uploads; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/);
  const pair = session!.split(';')[0]!;
  expect(await sessions.person(request(pair))).toMatchObject(ANA);
  expect(await sessions.person(request(pair.replace('__Host-', '')))).toBeUndefined();
  expect(await sessions.person(sessionRequest(pair))).toBeUndefined();
  expect(await sessions.close(request(pair))).toEqual([
    '__Host-sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
    '__Secure-grant=; Path=/api/uploads; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
  ]);
  expect(await sessions.person(request(pair))).toBeUndefined();
});

test('[IDN1] no two cookies are the same', async () => {
  const { signIn } = createTestApp();
  const values = [];
  for (const person of [ANA, ANA, BEN]) values.push(...Object.values(await signIn(person)).map((pair) => pair.split('=')[1]));
  expect(new Set(values).size).toBe(6);
});

test('[IDN13] a cookie of the same name that is not ours does not hide ours', async () => {
  const { sessions, signIn } = createTestApp();
  const { session, grant } = await signIn(ANA);
  const foreign = `sid=abc; sid=${'x'.repeat(43)}; a=b; grant=; grant=${'y'.repeat(43)}`;
  expect(await sessions.person(sessionRequest(`${foreign}; ${session}`))).toMatchObject(ANA);
  expect(await sessions.uploaders(sessionRequest(`${foreign}; ${grant}`))).toEqual([ANA.ownerId]);
});

test('[IDN13] what cannot be a cookie of ours, or is the fifth of its name, is not looked for in the store', async () => {
  const asked: string[] = [];
  const { sessions, signIn } = createTestApp({
    wrap: (store) => ({
      ...store,
      get(key) {
        asked.push(key);
        return store.get(key);
      },
    }),
  });
  const { session } = await signIn(ANA);
  asked.length = 0;
  const value = session.slice('sid='.length);
  for (const cookie of ['', 'sid', 'sid=', `sid=${value}x`, `sid="${value}"`, `xsid=${value}`, `SID=${value}`, 'sid=../../flags/1', `grant=${'%2e'.repeat(20)}`]) {
    expect([await sessions.person(sessionRequest(cookie)), await sessions.uploaders(sessionRequest(cookie))], cookie).toEqual([undefined, []]);
  }
  expect(asked).toEqual([]);
  const four = Array.from({ length: 4 }, (_, i) => `sid=${String(i).repeat(43)}`).join('; ');
  expect(await sessions.person(sessionRequest(`${four}; ${session}`))).toBeUndefined();
});
