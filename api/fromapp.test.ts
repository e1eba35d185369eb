import { expect, test } from 'vitest';
import { ANA, createTestApp } from './testapp.ts';

const UPLOAD = '/api/uploads/00000000-0000-4000-8000-000000000000';

test.each([
  ['POST', '/api/signout'],
  ['POST', '/api/uploads'],
  ['POST', `${UPLOAD}/complete`],
  ['POST', `/api/people/${'a'.repeat(32)}`],
  ['POST', '/api/elsewhere'],
  ['PUT', UPLOAD],
  ['DELETE', '/api/session'],
  ['PATCH', '/api/session'],
])('[API33] %s %s without the app’s header, or with another value, is refused and changes nothing', async (method, path) => {
  const { app, signIn } = createTestApp();
  const { session } = await signIn(ANA);
  for (const header of [{}, { 'X-Holdfast': '' }, { 'X-Holdfast': '0' }]) {
    const response = await app.request(path, { method, headers: { Cookie: session, 'Sec-Fetch-Site': 'same-origin', ...header } as Record<string, string> });
    expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ code: 'header_missing' })]);
  }
  expect((await app.request('/api/session', { headers: { Cookie: session } })).status).toBe(200);
});

test.each([
  ['GET', '/api/health', 200],
  ['HEAD', '/api/health', 200],
  ['OPTIONS', '/api/health', 405],
  ['PUT', '/ingest/x', 403],
])('[API33] %s %s needs no header', async (method, path, status) => {
  const response = await createTestApp().app.request(path, { method });
  expect(response.status).toBe(status);
  expect(await response.text()).not.toContain('header_missing');
});
