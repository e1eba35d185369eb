import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { signInTest } from '../../test/build/signintest.ts';
import { StoreError } from '../ports.ts';

const ORIGIN = 'http://localhost:8080';

test('[OIDC1] signing in asks the issuer for a code, with PKCE, state, nonce and a fresh login, for the origin that was asked', async () => {
  const { begin, issuer } = await signInTest();
  const { answer, goal } = await begin({ origin: 'https://holdfast.example' });
  expect([answer.status, answer.headers.get('Cache-Control'), goal.origin + goal.pathname]).toEqual([302, 'no-store', `${issuer.settings.issuer}/authorize`]);
  const random = expect.stringMatching(/^[\w-]{43}$/) as string;
  expect(Object.fromEntries(goal.searchParams)).toEqual({
    client_id: 'app',
    response_type: 'code',
    redirect_uri: 'https://holdfast.example/oidc/callback',
    scope: 'openid email',
    prompt: 'login',
    state: random,
    nonce: random,
    code_challenge: random,
    code_challenge_method: 'S256',
  });
  const again = (await begin()).goal.searchParams;
  for (const name of ['state', 'nonce', 'code_challenge']) expect(again.get(name), name).not.toBe(goal.searchParams.get(name));
});

test('[OIDC1] no prompt is asked for where the settings name none', async () => {
  const { begin } = await signInTest({ settings: ({ prompt: _, ...rest }) => rest });
  expect((await begin()).goal.searchParams.has('prompt')).toBe(false);
});

test('[OIDC3] who comes back with the issuer’s word gets a session, and a page of ours goes on to where they were', async () => {
  const { begin, back, get, people, issuer, lines } = await signInTest();
  issuer.answers.claims = { email: 'ana@clinic.example', email_verified: true, roles: ['admin', 'user', 'other'] };
  const { goal, cookie } = await begin({ returnTo: '/recordings?a=1&b="2' });
  const answer = await get(await back(goal), { Cookie: cookie });
  const page = await answer.text();
  expect([answer.status, answer.headers.get('Content-Type'), answer.headers.get('Cache-Control')]).toEqual([200, 'text/html; charset=utf-8', 'no-store']);
  expect(page).toContain('<meta http-equiv="refresh" content="0; url=/recordings?a=1&#38;b=%222">');
  expect(page).not.toMatch(/<script|style=|onload/);
  const ownerId = createHash('sha256').update(`${issuer.settings.issuer}\nSubject-1`).digest('hex').slice(0, 32);
  expect(people).toEqual([{ ownerId, email: 'ana@clinic.example', roles: ['admin', 'user'] }]);
  const state = goal.searchParams.get('state')!;
  expect(answer.headers.getSetCookie()).toEqual([
    'sid=session; Path=/',
    'grant=grant; Path=/api/uploads',
    `oidc-${state}=; Path=/oidc; Max-Age=0; HttpOnly; SameSite=Lax`,
  ]);
  expect(lines).toEqual([]);
});

test('[OIDC3] what the ID token leaves out is asked of the user info, and what it says counts more', async () => {
  const { whole, people, issuer } = await signInTest();
  issuer.answers.userInfo = { email: 'ana@clinic.example', email_verified: true, roles: ['admin'] };
  await whole();
  expect(people).toMatchObject([{ email: 'ana@clinic.example', roles: ['admin'] }]);
  issuer.answers.claims = { roles: ['user'] };
  await whole();
  expect(people[1]).toMatchObject({ email: 'ana@clinic.example', roles: ['user'] });
  issuer.asked.length = 0;
  issuer.answers.claims = { roles: ['user'], email: 'other@clinic.example' };
  await whole();
  expect([people[2]?.email, issuer.asked.includes('GET /userinfo')]).toEqual(['other@clinic.example', false]);
});

test('[OIDC3] user info about somebody else is refused', async () => {
  const { whole, people, issuer } = await signInTest();
  issuer.answers.userInfo = { sub: 'somebody-else', roles: ['admin'] };
  expect([(await whole()).status, people]).toEqual([502, []]);
});

test.each([['client_secret_basic'], ['client_secret_post'], [undefined]])('[OIDC3] the secret is told as the issuer prefers: %s', async (method) => {
  const { whole, people, issuer } = await signInTest();
  issuer.answers.authMethods = method === undefined ? undefined : [method];
  expect([(await whole()).status, people.length]).toEqual([200, 1]);
});

test('[OIDC6] whom an admin has shut out gets no session and is told so', async () => {
  const { whole, lines } = await signInTest({ open: async () => undefined });
  const answer = await whole();
  expect([answer.status, answer.headers.getSetCookie().filter((cookie) => !cookie.startsWith('oidc-'))]).toEqual([403, []]);
  expect(await answer.text()).toContain('Your access has ended');
  expect(lines).toEqual([['warn', 'sign_in_failed', { fault: 'shut_out' }]]);
});

test('[OIDC6] a store out of reach is told as our fault', async () => {
  const { whole, lines } = await signInTest({ open: () => Promise.reject(new StoreError('out of reach', { status: 503 })) });
  const answer = await whole();
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('The service has a fault')]);
  expect(lines).toEqual([['error', 'sign_in_failed', { fault: 'unavailable', status: 503 }]]);
});

test('[OIDC6] somebody without a role of ours gets no session and is told so', async () => {
  const { whole, people, issuer, lines } = await signInTest();
  issuer.answers.claims = { roles: ['billing'], email: 'ana@clinic.example' };
  const answer = await whole();
  expect([answer.status, people, await answer.text()]).toEqual([403, [], expect.stringContaining('This account may not use Holdfast')]);
  expect(lines).toEqual([['warn', 'sign_in_failed', { fault: 'no_role' }]]);
});

test.each([
  ['access_denied', 403, 'cancelled', 'access_denied'],
  ['temporarily_unavailable', 503, 'unreachable', 'temporarily_unavailable'],
  ['login_required', 502, 'refused', 'login_required'],
  ['ana@clinic.example', 502, 'refused', 'other_error'],
])('[OIDC6] an issuer that sends back the error %s is answered %i', async (error, status, fault, code) => {
  const { begin, get, people, lines } = await signInTest();
  const { goal, cookie } = await begin({ returnTo: '/recordings?x=1' });
  const query = new URLSearchParams({ error, error_description: 'of ana@clinic.example', state: goal.searchParams.get('state')! });
  const answer = await get(`/oidc/callback?${query}`, { Cookie: cookie, 'Accept-Language': 'es-MX' });
  const page = await answer.text();
  expect([answer.status, people]).toEqual([status, []]);
  expect(page).toContain('está a salvo');
  expect(page).toContain('href="/oidc/signin?returnTo=%2Frecordings%3Fx%3D1"');
  expect(page).toContain('<a href="/">');
  expect(page).not.toContain('ana@');
  expect(lines).toMatchObject([[expect.any(String), 'sign_in_failed', { fault, code }]]);
  expect(JSON.stringify(lines)).not.toContain('ana@');
});

test('[OIDC6] the log of a sign-in that fails holds no code, token, e-mail or subject', async () => {
  const { begin, back, get, issuer, lines } = await signInTest();
  issuer.answers.claims = { email: 'ana@clinic.example', nonce: 'another-nonce' };
  const { goal, cookie } = await begin();
  const url = await back(goal);
  await get(url, { Cookie: cookie });
  await get(url, { Cookie: cookie });
  await get(url);
  const secrets = ['ana@', issuer.subject, 'another-nonce', issuer.settings.clientSecret, ...new URL(url).searchParams.values(), ...cookie.split(/[.=]/)];
  expect(lines).toHaveLength(3);
  for (const secret of secrets) expect(JSON.stringify(lines), secret).not.toContain(secret);
});

test('[OIDC9] the issuer is asked when somebody signs in, and remembered for an hour', async () => {
  const { begin, issuer, clock } = await signInTest();
  expect(issuer.asked).toEqual([]);
  await begin();
  await begin();
  clock.nowMs += 60 * 60 * 1000 - 1;
  await begin();
  expect(issuer.asked).toEqual(['GET /.well-known/openid-configuration']);
  clock.nowMs += 1;
  await begin();
  expect(issuer.asked).toHaveLength(2);
});

test('[OIDC9] an issuer that is down is told to the person, and asked again by the next', async () => {
  const { get, begin, whole, issuer, lines, people } = await signInTest();
  await issuer.down();
  const answer = await get('/oidc/signin?returnTo=/recordings');
  expect([answer.status, answer.headers.getSetCookie(), await answer.text()]).toEqual([503, [], expect.stringContaining('does not answer')]);
  expect(lines).toEqual([['error', 'issuer_unreachable', { code: 'ECONNREFUSED' }]]);
  await issuer.up();
  issuer.answers.status = 500;
  expect((await begin()).answer.status).toBe(503);
  issuer.answers.status = undefined;
  expect([(await whole()).status, people.length]).toEqual([200, 1]);
});

test('[OIDC9] an issuer that goes down while somebody is away is told, and the next attempt works', async () => {
  const { begin, back, get, whole, issuer, people } = await signInTest();
  const { goal, cookie } = await begin();
  const url = await back(goal);
  await issuer.down();
  expect((await get(url, { Cookie: cookie })).status).toBe(503);
  await issuer.up();
  expect([(await whole()).status, people.length]).toEqual([200, 1]);
});

test('[OIDC9] metadata of another issuer are not believed', async () => {
  const { begin } = await signInTest({ settings: (theirs) => ({ ...theirs, issuer: theirs.issuer.replace('127.0.0.1', 'localhost') }) });
  expect((await begin()).answer.status).toBe(503);
});

test('[OIDC6] unknown paths and methods are refused, and only GET brings somebody back', async () => {
  const { signIn, begin, back, people } = await signInTest();
  const asked = async (method: string, path: string, cookie = '') => {
    const answer = await signIn.handle(new Request(new URL(path, ORIGIN), { method, headers: { Cookie: cookie } }));
    return [answer.status, answer.headers.get('Allow')];
  };
  expect(await asked('GET', '/oidc/elsewhere')).toEqual([404, null]);
  expect(await asked('POST', '/oidc/signin')).toEqual([405, 'GET, HEAD']);
  expect(await asked('HEAD', '/oidc/style.css')).toEqual([200, null]);
  const { goal, cookie } = await begin();
  expect(await asked('HEAD', await back(goal), cookie)).toEqual([405, 'GET']);
  expect(people).toEqual([]);
});
