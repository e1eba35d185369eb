import { createHmac, generateKeyPairSync } from 'node:crypto';
import { exportSPKI, importJWK, SignJWT, type JWTPayload } from 'jose';
import { expect, test } from 'vitest';
import { signInTest } from '../../test/build/signintest.ts';
import type { FakeAnswers } from '../../test/build/fakeissuer.ts';

const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function hmac(claims: JWTPayload, secret: string): string {
  const signed = `${json({ alg: 'HS256', kid: 'k1' })}.${json(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const nowS = () => Math.floor(Date.now() / 1000);

// That the fake issuer's own token is let through is what the other tests show.
const FORGERIES: Record<string, Partial<FakeAnswers>> = {
  'with no algorithm': { idToken: (claims) => `${json({ alg: 'none' })}.${json(claims)}.` },
  'with no algorithm, and a signature all the same': { idToken: async (claims, key) => `${json({ alg: 'none' })}.${json(claims)}.${(await key.sign(claims)).split('.')[2]}` },
  'signed by HMAC with the public key as PEM': { idToken: async (claims, { publicJwk }) => hmac(claims, await exportSPKI((await importJWK(publicJwk, 'RS256', { extractable: true })) as CryptoKey)) },
  'signed by HMAC with the public key as JWK': { idToken: (claims, { publicJwk }) => hmac(claims, JSON.stringify(publicJwk)) },
  'signed by HMAC with the client secret': { idToken: (claims) => hmac(claims, 'a secret: 100% + more') },
  'signed by somebody else under the same key id': { idToken: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(stranger) },
  'signed by somebody else under another key id': { idToken: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k2' }).sign(stranger) },
  'whose claims were changed after it was signed': {
    idToken: async (claims, key) => {
      const [header, , signature] = (await key.sign(claims)).split('.');
      return [header, json({ ...claims, roles: ['admin'] }), signature].join('.');
    },
  },
  'without a signature': { idToken: async (claims, key) => (await key.sign(claims)).replace(/[^.]*$/, '') },
  'that is no token': { idToken: () => 'no token' },
  'with another nonce': { claims: { nonce: 'another' } },
  'without a nonce': { claims: { nonce: undefined } },
  'of another issuer': { claims: { iss: 'https://elsewhere.example' } },
  'for another client': { claims: { aud: 'another' } },
  'for others too, without saying for whom': { claims: { aud: ['app', 'another'] } },
  'for others too, authorised for another': { claims: { aud: ['app', 'another'], azp: 'another' } },
  'that has expired': { claims: { exp: nowS() - 60 } },
  'without an expiry': { claims: { exp: undefined } },
  'that counts only later': { claims: { nbf: nowS() + 120 } },
  'without a subject': { claims: { sub: undefined } },
  'with an empty subject': { claims: { sub: '' } },
};

test.each(Object.entries(FORGERIES))('[OIDC4] an ID token %s opens no session', async (_, forgery) => {
  const { whole, issuer, people, lines } = await signInTest();
  Object.assign(issuer.answers, forgery);
  const answer = await whole();
  expect([answer.status, people]).toEqual([502, []]);
  expect(await answer.text()).toContain('could not be verified');
  expect(answer.headers.getSetCookie().join()).not.toContain('sid=');
  expect(lines).toMatchObject([['error', 'sign_in_failed', { fault: 'refused' }]]);
});

test('[OIDC4] an answer without an ID token opens no session', async () => {
  const { whole, issuer, people } = await signInTest();
  issuer.answers.idToken = () => undefined as unknown as string;
  expect([(await whole()).status, people]).toEqual([502, []]);
});

test('[OIDC5] the same callback a second time opens no second session, with or without its cookie', async () => {
  const { begin, back, get, people } = await signInTest();
  const { goal, cookie } = await begin();
  const url = await back(goal);
  expect((await get(url, { Cookie: cookie })).status).toBe(200);
  expect((await get(url, { Cookie: cookie })).status).toBe(400);
  const without = await get(url);
  expect([without.status, await without.text()]).toEqual([400, expect.stringContaining('This sign-in is over')]);
  expect(people).toHaveLength(1);
});

test('[OIDC5] a callback that this browser did not begin opens no session, and does not ask the issuer', async () => {
  const { begin, back, get, people, issuer } = await signInTest();
  const theirs = await begin();
  const ours = await begin();
  const url = await back(theirs.goal);
  issuer.asked.length = 0;
  for (const cookie of ['', ours.cookie, ours.cookie.replace('oidc-', 'xoidc-')]) expect((await get(url, { Cookie: cookie })).status).toBe(400);
  // With our own state put in, the issuer finds that the code belongs to another verifier.
  const mixed = new URL(url);
  mixed.searchParams.set('state', ours.goal.searchParams.get('state')!);
  expect(issuer.asked).toEqual([]);
  expect((await get(mixed.href, { Cookie: ours.cookie })).status).toBe(400);
  expect(people).toEqual([]);
});

test('[OIDC5] a callback without a state, or with two, opens no session', async () => {
  const { begin, back, get, people } = await signInTest();
  const { goal, cookie } = await begin();
  const url = new URL(await back(goal));
  url.searchParams.append('state', 'another');
  expect((await get(url.href, { Cookie: cookie })).status).toBe(502);
  url.searchParams.delete('state');
  expect((await get(url.href, { Cookie: cookie })).status).toBe(400);
  expect(people).toEqual([]);
});

test('[OIDC5] who takes ten minutes begins again', async () => {
  const { begin, back, get, clock, people } = await signInTest();
  const [late, inTime] = [await begin(), await begin()];
  const urls = [await back(late.goal), await back(inTime.goal)] as const;
  clock.nowMs += 10 * 60 * 1000 - 1;
  expect((await get(urls[1], { Cookie: inTime.cookie })).status).toBe(200);
  clock.nowMs += 1;
  expect((await get(urls[0], { Cookie: late.cookie })).status).toBe(400);
  expect(people).toHaveLength(1);
});

test('[OIDC7] who is sent to another origin after sign-in lands on the app instead', async () => {
  const { begin, back, get } = await signInTest();
  const { goal, cookie } = await begin({ returnTo: 'https://elsewhere.example/' });
  const page = await (await get(await back(goal), { Cookie: cookie })).text();
  expect(page).toContain('content="0; url=/"');
  // Nor does a cookie that somebody else put there lead elsewhere.
  const again = await begin();
  const planted = again.cookie.replace(/[^.]+$/, Buffer.from('//elsewhere.example').toString('base64url'));
  expect(await (await get(await back(again.goal), { Cookie: planted })).text()).toContain('content="0; url=/"');
});
