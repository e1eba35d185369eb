import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { createCookieJar } from '../../../../test/build/cookiejar.ts';
import { createDemoIssuer } from './demoissuer.ts';

// From RFC 7636, appendix B.
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** The issuer on a port of its own; `origin` is what it is known by when that is somewhere else. */
async function setUp(origin?: string) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => new Promise<void>((done) => {
    server.closeAllConnections();
    server.close(() => done());
  }));
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = createDemoIssuer({ origin: origin ?? here, reachedAt: here });
  server.on('request', issuer.handle);
  const { settings } = issuer;
  const jar = createCookieJar();

  function authUrl(changes: Record<string, string | undefined> = {}): string {
    const wanted = {
      client_id: settings.clientId,
      response_type: 'code',
      redirect_uri: `${here}/oidc/callback`,
      scope: 'openid email roles',
      state: 'the-state',
      nonce: 'the-nonce',
      prompt: 'login',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...changes,
    };
    const query = Object.entries(wanted).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return `${here}/issuer/auth?${new URLSearchParams(query)}`;
  }

  /** Posts a choice, and follows until the issuer sends the browser elsewhere. */
  async function choose(page: string, form: Record<string, string>): Promise<URL> {
    let answer = await jar.fetch(page, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
    for (;;) {
      const location = new URL(answer.headers.get('Location') ?? `${here}/issuer/nowhere?status=${answer.status}`, here);
      if (!location.pathname.startsWith('/issuer/auth/')) return location;
      answer = await jar.fetch(location.href, { redirect: 'manual' });
    }
  }

  const pageAddress = async (url = authUrl()): Promise<string> => new URL((await jar.fetch(url, { redirect: 'manual' })).headers.get('Location') ?? '', here).href;

  function exchange(code: string, changes: Record<string, string> = {}): Promise<Response> {
    const form = { grant_type: 'authorization_code', code, redirect_uri: `${here}/oidc/callback`, code_verifier: VERIFIER, ...changes };
    const basic = Buffer.from(`${settings.clientId}:${settings.clientSecret}`).toString('base64');
    return fetch(`${here}/issuer/token`, { method: 'POST', headers: { Authorization: `Basic ${basic}` }, body: new URLSearchParams(form) });
  }

  return { here, issuer, settings, jar, authUrl, pageAddress, choose, exchange };
}

test('[OIDC12] the demo’s issuer offers its four people, a button each with their e-mail, without a script, in English or Spanish', async () => {
  const { jar, pageAddress, here } = await setUp();
  const page = await pageAddress();
  const text = async (language: string) => (await jar.fetch(page, { headers: { 'Accept-Language': language } })).text();
  const english = await text('fr, en;q=0.8');
  const buttons = [...english.matchAll(/<button name="subject" value="([^"]+)"><b>([^<]+)<\/b><span>([^<]+)<\/span>/g)].map((match) => match.slice(1));
  expect(buttons).toEqual([
    ['demo-admin', 'Admin', 'admin@clinicalops.co · admin, user'],
    ['demo-support', 'Support', 'support@clinicalops.co · user'],
    ['demo-doctor', 'Doctor', 'doctor@example.org · user'],
    ['demo-nurse', 'Nurse', 'nurse@example.org · user'],
  ]);
  expect(english).not.toMatch(/<script|style=|onclick|onload/);
  expect(await text('es-MX,es;q=0.9,en;q=0.8')).toContain('<html lang="es">');
  const style = await fetch(`${here}/issuer/style.css`);
  expect([style.headers.get('Content-Type'), await style.text()]).toEqual(['text/css; charset=utf-8', expect.stringContaining('prefers-color-scheme:dark')]);
});

test('[OIDC12] the issuer’s pages run nothing, are framed by nobody, and lead only to itself and the app that asked', async () => {
  const { jar, pageAddress, here } = await setUp('http://localhost:1');
  const { headers } = await jar.fetch(await pageAddress());
  const policy = `default-src 'none'; style-src 'self'; form-action 'self' ${here}; base-uri 'none'; frame-ancestors 'none'`;
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
  });
});

test('[OIDC12] who chooses somebody is that person, in a token that the issuer’s keys verify', async () => {
  const { issuer, pageAddress, choose, exchange, settings, here } = await setUp();
  const back = await choose(await pageAddress(), { subject: 'demo-admin' });
  expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([`${here}/oidc/callback`, 'the-state']);
  const code = back.searchParams.get('code')!;
  const { id_token: token, access_token: access } = (await (await exchange(code)).json()) as Record<string, string>;
  const { payload } = await jwtVerify(token!, createRemoteJWKSet(new URL(`${settings.issuer}/jwks`)), { issuer: settings.issuer, audience: settings.clientId });
  expect(payload).toMatchObject({ sub: 'demo-admin', nonce: 'the-nonce' });
  const info = await issuer.fetch(`${settings.issuer}/me`, { headers: { Authorization: `Bearer ${access}` } });
  expect(await info.json()).toEqual({ sub: 'demo-admin', email: 'admin@clinicalops.co', email_verified: true, roles: ['admin', 'user'] });
  expect([(await exchange(code)).status, (await exchange(code, { code_verifier: 'x'.repeat(43) })).status]).toEqual([400, 400]);
});

test('[OIDC12] who cancels is sent back with access_denied, who chooses nobody of the demo stays', async () => {
  const { pageAddress, choose } = await setUp();
  const page = await pageAddress();
  expect((await choose(page, { subject: 'demo-intruder' })).href).toContain('status=400');
  expect((await choose(page, { subject: 'x'.repeat(2000) })).href).toContain('status=400');
  expect((await choose(page, { cancel: '1' })).searchParams.get('error')).toBe('access_denied');
});

test('[OIDC13] the issuer knows nobody again: who was signed in is asked anew, with or without a prompt, and in two tabs at once', async () => {
  const { pageAddress, authUrl, choose, jar, exchange, settings } = await setUp();
  const [first, second] = [await pageAddress(), await pageAddress()];
  const subjectOf = async (back: URL) => {
    const { id_token: token } = (await (await exchange(back.searchParams.get('code')!)).json()) as Record<string, string>;
    return (await jwtVerify(token!, createRemoteJWKSet(new URL(`${settings.issuer}/jwks`)))).payload.sub;
  };
  expect(await subjectOf(await choose(first, { subject: 'demo-doctor' }))).toBe('demo-doctor');
  expect(await subjectOf(await choose(second, { subject: 'demo-nurse' }))).toBe('demo-nurse');
  const again = await jar.fetch(await pageAddress(authUrl({ prompt: undefined })));
  expect(await again.text()).toContain('Who is recording?');
});

test.each([
  ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'error=invalid_request'],
  ['with a plain challenge', { code_challenge_method: 'plain' }, 'error=invalid_request'],
  ['for a token in the address', { response_type: 'id_token' }, 'error='],
])('[OIDC13] a request %s is sent back', async (_, changes, said) => {
  const { jar, authUrl } = await setUp();
  const answer = await jar.fetch(authUrl(changes), { redirect: 'manual' });
  expect(answer.headers.get('Location')).toContain(said);
});

test.each([
  'https://elsewhere.example/oidc/callback',
  'http://localhost.elsewhere.example/oidc/callback',
  'https://localhost:8080/oidc/callback',
  'http://localhost:8080/elsewhere',
  'http://localhost:8080/oidc/callback?x=1',
  'http://user@localhost:8080/oidc/callback',
])('[OIDC13] the issuer sends nobody to %s', async (redirectUri) => {
  const { jar, authUrl } = await setUp();
  const answer = await jar.fetch(authUrl({ redirect_uri: redirectUri }), { redirect: 'manual' });
  expect([answer.status, answer.headers.get('Location'), await answer.text()]).toEqual([400, null, expect.stringContaining('This page is over')]);
});

test.each(['http://localhost:12345/oidc/callback', 'http://127.0.0.1:1/oidc/callback', 'http://[::1]:1/oidc/callback', 'https://holdfast.example/oidc/callback'])(
  '[OIDC13] the app may lie at %s',
  async (redirectUri) => {
    const { jar, authUrl } = await setUp('https://holdfast.example');
    const answer = await jar.fetch(authUrl({ redirect_uri: redirectUri }), { redirect: 'manual' });
    expect(answer.headers.get('Location')).toMatch(/\/issuer\/interaction\/[\w-]+$/);
  },
);

test('[OIDC13] a wrong client secret gets no token', async () => {
  const { pageAddress, choose, here, settings } = await setUp();
  const code = (await choose(await pageAddress(), { subject: 'demo-nurse' })).searchParams.get('code')!;
  const form = { grant_type: 'authorization_code', code, redirect_uri: `${here}/oidc/callback`, code_verifier: VERIFIER, client_id: settings.clientId, client_secret: 'guess' };
  expect((await fetch(`${here}/issuer/token`, { method: 'POST', body: new URLSearchParams(form) })).status).toBe(401);
});

test('[OIDC13] a page whose sign-in is another browser’s, or over, says so and changes nothing', async () => {
  const { pageAddress, choose } = await setUp();
  const page = await pageAddress();
  const asStranger = await fetch(page, { method: 'POST', body: new URLSearchParams({ subject: 'demo-admin' }) });
  expect([asStranger.status, await asStranger.text()]).toEqual([400, expect.stringContaining('This page is over')]);
  expect((await fetch(page, { method: 'DELETE' })).status).toBe(405);
  expect((await choose(page, { subject: 'demo-nurse' })).searchParams.has('code')).toBe(true);
});

test('[OIDC11] behind another address the issuer says that one, whatever host it is asked as, and its cookies are secure', async () => {
  const { issuer, settings, here, authUrl } = await setUp('https://holdfast.example');
  const metadata = (await (await issuer.fetch(`${settings.issuer}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
  expect(metadata).toMatchObject({ issuer: 'https://holdfast.example/issuer', token_endpoint: 'https://holdfast.example/issuer/token', authorization_endpoint: 'https://holdfast.example/issuer/auth' });
  const answer = await fetch(authUrl({ redirect_uri: 'https://holdfast.example/oidc/callback' }), { redirect: 'manual', headers: { 'X-Forwarded-Host': 'elsewhere.example', 'X-Forwarded-Proto': 'http' } });
  for (const cookie of answer.headers.getSetCookie()) expect(cookie).toMatch(/; path=\/issuer\/.*; secure; httponly/i);
  expect([answer.headers.getSetCookie().length > 0, here.startsWith('http:')]).toEqual([true, true]);
});
