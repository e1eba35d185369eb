import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createDemoSignIn } from './demosignin.ts';

const HOUR_MS = 60 * 60 * 1000;
const ORIGIN = 'http://localhost:8080';

function setUp(options: { key?: Uint8Array } = {}) {
  const clock = { nowMs: 1_700_000_000_000 };
  const signIn = createDemoSignIn({ key: options.key ?? randomBytes(32), clock: () => clock.nowMs });
  const post = (form: Record<string, string>, origin = ORIGIN) =>
    signIn.handle(new Request(`${origin}/oidc/signin`, { method: 'POST', body: new URLSearchParams(form) }));
  const person = (cookie: string, origin = ORIGIN) => signIn.person(new Request(`${origin}/api/session`, { headers: { Cookie: cookie } }));
  return { clock, signIn, post, person };
}

/** `name=value` of the only cookie that an answer sets. */
function cookieOf(response: Response): string {
  const [cookie, ...others] = response.headers.getSetCookie();
  expect(others).toEqual([]);
  return cookie!.split(';')[0]!;
}

test('[SIG1] the page offers the four demo users without a script, in English or Spanish', async () => {
  const { signIn } = setUp();
  const page = async (language: string) => {
    const response = await signIn.handle(new Request(`${ORIGIN}/oidc/signin?returnTo=/recordings`, { headers: { 'Accept-Language': language } }));
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    return response.text();
  };
  const english = await page('fr, en;q=0.8');
  expect([...english.matchAll(/name="subject" value="([^"]+)"/g)].map((match) => match[1])).toEqual(['demo-admin', 'demo-support', 'demo-doctor', 'demo-nurse']);
  expect(english).toContain('name="returnTo" value="/recordings"');
  expect(english).not.toMatch(/<script|style=|onclick/);
  // Else a browser without Sec-Fetch-Site sends the form with `Origin: null`, which the API refuses.
  expect(english).toContain('<meta name="referrer" content="same-origin">');
  expect(await page('es-MX,es;q=0.9,en;q=0.8')).toContain('<html lang="es">');
});

test('[SIG1] the page has its style from our own origin', async () => {
  const { signIn } = setUp();
  const response = await signIn.handle(new Request(`${ORIGIN}/oidc/style.css`));
  expect(response.headers.get('Content-Type')).toBe('text/css; charset=utf-8');
  expect(await response.text()).toContain('prefers-color-scheme:dark');
});

test.each([
  // The owner ids are what sha256sum says of "urn:holdfast:demo\n" and the subject.
  ['demo-admin', 'c4e0009abbafa870635008b3e7a1b51e', 'admin@clinicalops.co', ['admin', 'user']],
  ['demo-support', '731e3f4a165a425681334addeb4185a6', 'support@clinicalops.co', ['user']],
  ['demo-doctor', '6d7637b36bf090c85399afa2bfdb1a1a', 'doctor@example.org', ['user']],
  ['demo-nurse', 'c85aa36f183cfc6e73af2977b0d139c7', 'nurse@example.org', ['user']],
])('[SIG2] who chooses %s is that person, with an owner id of issuer and subject', async (subject, ownerId, email, roles) => {
  const { post, person } = setUp();
  expect(await person(cookieOf(await post({ subject })))).toEqual({ ownerId, email, roles });
});

test('[SIG3] the session cookie is for http only, strict, for 12 hours, and Secure under https', async () => {
  const { post } = setUp();
  const [plain] = (await post({ subject: 'demo-nurse' })).headers.getSetCookie();
  expect(plain).toMatch(/^sid=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  const [secure] = (await post({ subject: 'demo-nurse' }, 'https://holdfast.example')).headers.getSetCookie();
  expect(secure).toMatch(/^__Host-sid=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/);
});

test('[SIG4] after signing in a page of ours goes on to where the person was', async () => {
  const { post } = setUp();
  const page = await (await post({ subject: 'demo-nurse', returnTo: '/recordings?a=1&b="2' })).text();
  expect(page).toContain('<meta http-equiv="refresh" content="0; url=/recordings?a=1&#38;b=%222">');
  expect(page).not.toContain('<script');
  expect(await (await post({ subject: 'demo-nurse', returnTo: '//elsewhere.example' })).text()).toContain('content="0; url=/"');
});

test('[SIG5] a session ends after 12 hours by the server’s clock', async () => {
  const { clock, post, person } = setUp();
  const cookie = cookieOf(await post({ subject: 'demo-nurse' }));
  clock.nowMs += 12 * HOUR_MS - 1;
  expect(await person(cookie)).toBeDefined();
  clock.nowMs += 1;
  expect(await person(cookie)).toBeUndefined();
});

test('[SIG5] a cookie that was changed, made elsewhere or is no cookie of ours is nobody', async () => {
  const { post, person } = setUp();
  const cookie = cookieOf(await post({ subject: 'demo-nurse' }));
  const [payload, signature] = cookie.slice('sid='.length).split('.');
  const admin = Buffer.from(JSON.stringify({ subject: 'demo-admin', expiresAtMs: Number.MAX_SAFE_INTEGER })).toString('base64url');
  const elsewhere = cookieOf(await setUp().post({ subject: 'demo-nurse' }));
  const refused = [`sid=${admin}.${signature}`, `sid=${payload}.`, `sid=${payload}`, `${cookie}.x`, 'sid=', 'sid=.', 'sid=a.b.c', `xsid=${payload}.${signature}`, elsewhere, ''];
  for (const forged of refused) expect(await person(forged), forged).toBeUndefined();
  expect(await person(cookie)).toBeDefined();
});

test('[SIG5] a foreign cookie of the same name does not hide ours', async () => {
  const { post, person } = setUp();
  expect(await person(`a=b; sid=foreign; ${cookieOf(await post({ subject: 'demo-nurse' }))}`)).toBeDefined();
});

test('[SIG5] under https the cookie of plain http does not count', async () => {
  const { post, person } = setUp();
  const cookie = cookieOf(await post({ subject: 'demo-nurse' }));
  expect(await person(cookie, 'https://holdfast.example')).toBeUndefined();
  expect(await person(cookie.replace('sid=', '__Host-sid='), 'https://holdfast.example')).toBeDefined();
});

test('[SIG5] a session holds over a restart that keeps the key', async () => {
  const key = randomBytes(32);
  const cookie = cookieOf(await setUp({ key }).post({ subject: 'demo-nurse' }));
  expect(await setUp({ key }).person(cookie)).toBeDefined();
});

test('[SIG6] signing out takes the cookie away and goes to the app', async () => {
  const { signIn } = setUp();
  const response = await signIn.handle(new Request(`${ORIGIN}/oidc/signout`, { method: 'POST' }));
  expect([response.status, response.headers.get('Location')]).toEqual([303, '/']);
  expect(response.headers.getSetCookie()).toEqual(['sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict']);
});

test('[SIG7] an unknown user, path or method is refused', async () => {
  const { signIn, post } = setUp();
  const asked = async (method: string, path: string) => {
    const response = await signIn.handle(new Request(`${ORIGIN}${path}`, { method }));
    return [response.status, response.headers.get('Allow')];
  };
  const unknown = await post({ subject: 'demo-intruder' });
  expect([unknown.status, unknown.headers.getSetCookie()]).toEqual([400, []]);
  expect(await asked('GET', '/oidc/elsewhere')).toEqual([404, null]);
  expect(await asked('GET', '/oidc/signout')).toEqual([405, 'POST']);
  expect(await asked('DELETE', '/oidc/signin')).toEqual([405, 'GET, HEAD, POST']);
});
