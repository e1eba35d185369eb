import { expect, test } from 'vitest';
import { createTestApp } from './testapp.ts';

/** What a browser says of a window that it opens. */
const WINDOW = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
const FRAME = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' };
const SCRIPT = { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'empty' };

test.each<[string, string, Record<string, string>, number]>([
  ['GET', '/api/health', {}, 200],
  ['GET', '/api/health', { 'Sec-Fetch-Site': 'same-origin' }, 200],
  ['GET', '/api/health', { 'Sec-Fetch-Site': 'none', ...WINDOW }, 403],
  ['GET', '/api/health', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ['GET', '/api/health', { 'Sec-Fetch-Site': 'cross-site', ...WINDOW }, 403],
  ['GET', '/api/health', { Origin: 'http://localhost' }, 200],
  ['GET', '/api/health', { Origin: 'http://localhost:81' }, 403],
  ['GET', '/api/health', { Origin: 'https://localhost' }, 403],
  ['GET', '/api/health', { Origin: 'null' }, 403],
  ['GET', '/api/health', { Origin: 'http://localhost', 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['POST', '/api/signout', { 'X-Holdfast': '1', 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['GET', '/flags.json', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['GET', '/oidc/signin', {}, 200],
  ['GET', '/oidc/signin', { 'Sec-Fetch-Site': 'same-origin', ...WINDOW }, 200],
  ['GET', '/oidc/signin', { 'Sec-Fetch-Site': 'none', ...WINDOW }, 200],
  ['GET', '/oidc/signin', { 'Sec-Fetch-Site': 'cross-site', ...WINDOW }, 403],
  ['GET', '/oidc/signin', { 'Sec-Fetch-Site': 'same-site', ...WINDOW }, 403],
  ['GET', '/oidc/callback?code=c', {}, 200],
  ['GET', '/oidc/callback?code=c', { 'Sec-Fetch-Site': 'same-origin', ...WINDOW }, 200],
  ['GET', '/oidc/callback?code=c', { 'Sec-Fetch-Site': 'none', ...WINDOW }, 200],
  ['GET', '/oidc/callback?code=c', { 'Sec-Fetch-Site': 'same-site', ...WINDOW }, 200],
  ['GET', '/oidc/callback?code=c', { 'Sec-Fetch-Site': 'cross-site', ...WINDOW }, 200],
  ['GET', '/oidc/callback?code=c', { 'Sec-Fetch-Site': 'cross-site', ...FRAME }, 403],
  ['GET', '/oidc/callback?code=c', { 'Sec-Fetch-Site': 'cross-site', ...SCRIPT }, 403],
  ['GET', '/oidc/callback?code=c', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['HEAD', '/oidc/callback?code=c', { 'Sec-Fetch-Site': 'cross-site', ...WINDOW }, 403],
  ['POST', '/oidc/callback', { 'Sec-Fetch-Site': 'cross-site', ...WINDOW }, 403],
  ['POST', '/oidc/callback', { Origin: 'http://elsewhere.example' }, 403],
  ['GET', '/oidc/elsewhere', { 'Sec-Fetch-Site': 'none', ...WINDOW }, 403],
  ['GET', '/oidc/callback/elsewhere', { 'Sec-Fetch-Site': 'cross-site', ...WINDOW }, 403],
  ['POST', '/oidc/signin', { 'Sec-Fetch-Site': 'none', ...WINDOW }, 403],
  ['POST', '/oidc/signin', { Origin: 'http://elsewhere.example' }, 403],
])('[API24] %s %s with %j is answered %i', async (method, path, headers, status) => {
  const response = await createTestApp().app.request(path, { method, headers });
  expect(response.status).toBe(status);
  if (status === 403 && method !== 'HEAD') expect(await response.json()).toMatchObject({ code: 'cross_origin' });
});

test('[API24] a link from elsewhere may open the app', async () => {
  const { app } = createTestApp({ publicFiles: { serve: async () => new Response('app') } });
  const response = await app.request('/recordings', { headers: { 'Sec-Fetch-Site': 'cross-site', ...WINDOW } });
  expect(await response.text()).toBe('app');
});
