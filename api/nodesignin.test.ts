import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createCookieJar } from '../test/build/cookiejar.ts';
import { startFakeIssuer } from '../test/build/fakeissuer.ts';
import { chooserOf, signInAs } from '../test/build/signin.ts';
import type { Session } from '../src/wire/api.ts';
import { createKeyRing } from './adapters/local/keyring.ts';
import { startServer } from './node.ts';

let keyRing: string;

// Made once: an RSA key takes up to a second.
beforeAll(async () => {
  keyRing = await mkdtemp(join(tmpdir(), 'holdfast-ring-'));
  await createKeyRing({ dir: keyRing });
}, 60_000);
afterAll(() => rm(keyRing, { recursive: true, force: true }));

async function setUp(env: Record<string, string> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-signin-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, 'public'));
  await writeFile(join(root, 'public/index.html'), 'app');
  await cp(keyRing, join(root, 'data/keys'), { recursive: true });
  const lines: unknown[][] = [];
  const log = (...line: unknown[]) => void lines.push(line);
  const server = await startServer({ port: 0, host: '127.0.0.1', dataDir: join(root, 'data'), publicDir: join(root, 'public'), graceMs: 100, env, log });
  onTestFinished(() => server.close());
  const events = () => lines.map(([, event]) => event);
  return { ...server, lines, events };
}

async function whoIs(url: string, jar = createCookieJar()): Promise<Session | number> {
  const answer = await jar.fetch(`${url}/api/session`);
  return answer.ok ? ((await answer.json()) as Session) : answer.status;
}

test('[OIDC14] without an issuer of its own the service signs in with the demo’s, over HTTP, as with any other', async () => {
  const { url, lines } = await setUp();
  const jar = createCookieJar();
  expect(await whoIs(url, jar)).toBe(401);
  expect(await whoIs(url, await signInAs(url, 'demo-admin', jar))).toMatchObject({ email: 'admin@clinicalops.co', roles: ['admin', 'user'] });
  // Somebody else after that, in the same browser, is asked, and is somebody else.
  const page = await (await jar.fetch(await chooserOf(url, jar))).text();
  expect(page).toContain('nurse@example.org');
  expect(await whoIs(url, await signInAs(url, 'demo-nurse', jar))).toMatchObject({ email: 'nurse@example.org', roles: ['user'] });
  expect(JSON.stringify(lines)).not.toMatch(/@|demo-admin|demo-nurse/);
});

test('[OIDC14] who cancels is told so in the app’s own words, and is nobody', async () => {
  const { url } = await setUp();
  const jar = createCookieJar();
  const answer = await jar.fetch(await chooserOf(url, jar, '/recordings'), { method: 'POST', body: new URLSearchParams({ cancel: '1' }) });
  expect([answer.status, new URL(answer.url).pathname]).toEqual([403, '/oidc/callback']);
  expect(await answer.text()).toContain('href="/oidc/signin?returnTo=%2Frecordings"');
  expect(await whoIs(url, jar)).toBe(401);
});

test('[OIDC14] a request to the issuer that comes from another host does not move it', async () => {
  const { url } = await setUp();
  const answer = await fetch(`${url}/issuer/.well-known/openid-configuration`, { headers: { 'X-Forwarded-Host': 'elsewhere.example' } });
  expect(await answer.json()).toMatchObject({ issuer: `${url}/issuer`, token_endpoint: `${url}/issuer/token` });
});

test('[OIDC14] with an issuer in the environment people sign in there, and the demo’s is not there', async () => {
  const issuer = await startFakeIssuer();
  onTestFinished(() => issuer.down());
  issuer.answers.claims = { 'cognito:groups': ['admin'], email: 'ana@clinic.example' };
  const { url } = await setUp({
    OIDC_ISSUER: issuer.settings.issuer,
    OIDC_CLIENT_ID: issuer.settings.clientId,
    OIDC_CLIENT_SECRET: issuer.settings.clientSecret,
    OIDC_ROLES_CLAIM: 'cognito:groups',
  });
  expect(issuer.asked).toEqual([]);
  const jar = createCookieJar();
  const answer = await jar.fetch(`${url}/oidc/signin?returnTo=/recordings`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('0; url=/recordings')]);
  expect(await whoIs(url, jar)).toMatchObject({ email: 'ana@clinic.example', roles: ['admin'] });
  expect(await (await fetch(`${url}/issuer/.well-known/openid-configuration`)).text()).not.toContain('token_endpoint');
});

test('[OIDC9] a service whose issuer is down starts and answers all the same', async () => {
  const env = { OIDC_ISSUER: 'http://127.0.0.1:1', OIDC_CLIENT_ID: 'app', OIDC_CLIENT_SECRET: 'hush' };
  const { url, events } = await setUp(env);
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
  expect((await fetch(`${url}/oidc/signin`, { redirect: 'manual' })).status).toBe(503);
  expect(events()).toContain('issuer_unreachable');
});

test('[OIDC10] half an issuer in the environment stops the start before anything is made', async () => {
  const options = { port: 0, dataDir: join(keyRing, 'never'), publicDir: keyRing, env: { OIDC_ISSUER: 'https://issuer.example' } };
  await expect(startServer(options)).rejects.toMatchObject({ name: 'OidcSettingsError', message: expect.stringContaining('OIDC_CLIENT_ID is missing') as string });
});

test('[OIDC11] behind a public address people come back to it, with its cookies, and the demo’s issuer lies there too', async () => {
  const { url, events } = await setUp({ PUBLIC_URL: 'https://holdfast.example' });
  const answer = await fetch(`${url}/oidc/signin`, { redirect: 'manual' });
  const goal = new URL(answer.headers.get('Location')!);
  expect([goal.origin + goal.pathname, goal.searchParams.get('redirect_uri')]).toEqual(['https://holdfast.example/issuer/auth', 'https://holdfast.example/oidc/callback']);
  expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-oidc-.*; Secure$/);
  expect(events()).toContain('demo_sign_in_exposed');
});
