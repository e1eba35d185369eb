import { expect, test } from 'vitest';
import { returnPath } from './returnpath.ts';

test.each(['/', '/recordings', '/recordings?filter=waiting#top', '/a/b%20c'])('[OIDC7] sign-in goes back to %s', (path) => {
  expect(returnPath(path)).toBe(path);
});

test.each([
  null,
  '',
  'recordings',
  '//elsewhere.example',
  '/\\elsewhere.example',
  '/\t/elsewhere.example',
  '/\n/elsewhere.example',
  '/.//elsewhere.example',
  '/x/..//elsewhere.example',
  'https://elsewhere.example/',
  'javascript:alert(1)',
  '/oidc/signin',
  '/oidc',
  '/x/../oidc/callback?code=a',
  '/issuer/auth',
  `/${'a'.repeat(1000)}`,
  '/ñ',
])('[OIDC7] sign-in goes to / instead of %j', (path) => {
  expect(returnPath(path)).toBe('/');
});
