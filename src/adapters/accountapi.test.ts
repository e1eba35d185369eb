import { expect, test, vi } from 'vitest';
import { accountApi } from './accountapi.ts';

const ownerId = 'a'.repeat(32);

/** The next answer of whatever stands between this device and our server. */
const answers = (status: number, body: unknown, type = 'application/json') =>
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type } }));
const refuses = (status: number, code: string) => answers(status, { type: 'about:blank', title: code, status, code }, 'application/problem+json');
const portal = () => answers(200, '<html>Free Wi-Fi</html>', 'text/html');

test('[ACC13] who is signed in, with the moment of their sign-in; null only when our own API says nobody', async () => {
  answers(200, { holdfast: 'session', ownerId, email: null, roles: [], signedInAtMs: 7 });
  expect(await accountApi.session()).toEqual({ ownerId, email: null, signedInAtMs: 7 });
  answers(200, { holdfast: 'session', ownerId, email: 'x@example.org', roles: [] });
  expect(await accountApi.session()).toEqual({ ownerId, email: 'x@example.org', signedInAtMs: null });
  answers(200, { holdfast: 'nobody' });
  expect(await accountApi.session()).toBeNull();
  // A server of before this question was there.
  refuses(401, 'not_signed_in');
  expect(await accountApi.session()).toBeNull();
  portal();
  expect(await accountApi.session()).toBeUndefined();
  answers(401, 'no', 'text/plain');
  expect(await accountApi.session()).toBeUndefined();
  refuses(503, 'store_unavailable');
  expect(await accountApi.session()).toBeUndefined();
});

test('[ACC13] whose uploads may be sent; nobody and not to be known are two things', async () => {
  answers(200, { holdfast: 'uploaders', owners: [ownerId] });
  expect(await accountApi.uploaders()).toEqual([ownerId]);
  refuses(401, 'not_signed_in');
  expect(await accountApi.uploaders()).toEqual([]);
  portal();
  expect(await accountApi.uploaders()).toBeUndefined();
});

test('[ACC13] a sign-out has arrived only when our own API says so', async () => {
  const fetching = answers(200, { holdfast: 'signed_out' });
  expect(await accountApi.signOut()).toBe(true);
  expect(fetching.mock.calls[0]).toMatchObject(['/api/signout', { method: 'POST', headers: { 'X-Holdfast': '1' } }]);
  portal();
  expect(await accountApi.signOut()).toBe(false);
  refuses(503, 'store_unavailable');
  expect(await accountApi.signOut()).toBe(false);
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
  expect(await accountApi.signOut()).toBe(false);
});
