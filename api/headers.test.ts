import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { CSP_REPORT_PATH, headersFor, kindOf, WORKER_POLICY, type AnswerKind } from './headers.ts';
import { securityHeaders } from './securityheaders.ts';

const KINDS: AnswerKind[] = ['page', 'worker', 'answer'];
const BOTH = KINDS.flatMap((kind) => [true, false].map((https) => ({ kind, https })));

function policyOf(kind: AnswerKind, https = false): Record<string, string> {
  const text = headersFor({ kind, https })['Content-Security-Policy'] ?? '';
  return Object.fromEntries(text.split('; ').map((part) => [part.split(' ')[0]!, part.split(' ').slice(1).join(' ')]));
}

test.each(BOTH)('[HDR1] the policy of $kind (https: $https) names no other origin, no wildcard and nothing unsafe, and forbids what it does not name', ({ kind, https }) => {
  const policy = policyOf(kind, https);
  expect(policy).toMatchObject({ 'default-src': "'none'", 'object-src': "'none'", 'base-uri': "'none'", 'frame-ancestors': "'none'" });
  expect(Object.values(policy).join(' ')).not.toMatch(/unsafe|https?:|\*|data:/);
  expect(policy['report-uri']).toBe(CSP_REPORT_PATH);
  expect('upgrade-insecure-requests' in policy).toBe(https);
});

test('[HDR2] page and worker make scripts of strings by no policy but the one for the address of the worker', () => {
  expect(policyOf('page')).toMatchObject({ 'script-src': "'self'", 'require-trusted-types-for': "'script'", 'trusted-types': WORKER_POLICY });
  expect(policyOf('worker')).toMatchObject({ 'script-src': "'self'", 'require-trusted-types-for': "'script'", 'trusted-types': "'none'" });
});

test('[HDR2] an answer may load, run and send nothing', () => {
  expect(Object.keys(policyOf('answer')).filter((name) => name.endsWith('-src'))).toEqual(['default-src', 'object-src']);
  expect(policyOf('answer')).toMatchObject({ sandbox: '', 'form-action': "'none'" });
});

test('[HDR3] HSTS for two years and all below, under HTTPS alone', () => {
  for (const kind of KINDS) {
    expect(headersFor({ kind, https: true })['Strict-Transport-Security']).toBe('max-age=63072000; includeSubDomains');
    expect('Strict-Transport-Security' in headersFor({ kind, https: false })).toBe(false);
  }
});

test.each(BOTH)('[HDR4] $kind (https: $https) is isolated from other origins, is what it says it is, and tells nobody where it was', (of) => {
  expect(headersFor(of)).toMatchObject({
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  expect(Object.keys(headersFor(of)).some((name) => name.startsWith('Access-Control-'))).toBe(false);
});

test('[HDR4] of what a device can do, the page may use the microphone and keep the screen on', () => {
  const features = headersFor({ kind: 'page', https: true })['Permissions-Policy']!.split(', ');
  expect(features.filter((feature) => !feature.endsWith('=()'))).toEqual(['microphone=(self)', 'screen-wake-lock=(self)']);
  for (const name of ['camera', 'geolocation', 'display-capture', 'usb', 'payment']) expect(features).toContain(`${name}=()`);
});

test.each<[string, AnswerKind | undefined]>([
  ['/', 'page'],
  ['/recordings/1', 'page'],
  ['/assets/index-a1b2.js', 'page'],
  ['/manifest.webmanifest', 'page'],
  ['/oidc/callback', 'page'],
  ['/swimming', 'page'],
  ['/apiary', 'page'],
  ['/sw.js', 'worker'],
  ['/api', 'answer'],
  ['/api/uploads/1', 'answer'],
  ['/flags.json', 'answer'],
  ['/ingest/a/b/0-c', 'answer'],
  [CSP_REPORT_PATH, 'answer'],
  ['/issuer', undefined],
  ['/issuer/auth', undefined],
  ['/issuers', 'page'],
])('[HDR5] %s is of kind %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

test('[HDR5] what is of no kind of ours keeps the headers that it sets, and gets none of ours', async () => {
  const app = new Hono();
  app.use(securityHeaders());
  app.get('*', () => new Response('its page', { headers: { 'Content-Security-Policy': 'its own' } }));
  const { headers } = await app.request('https://localhost/issuer/auth');
  expect(headers.get('Content-Security-Policy')).toBe('its own');
  expect(headers.has('Cross-Origin-Opener-Policy')).toBe(false);
});
