import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretFaults } from './secrets.mjs';

const random = (bytes: number) => createHash('sha512').update(`${bytes}`).digest().subarray(0, bytes);
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
const jwt = ['{"alg":"RS256"}', '{"sub":"ana","aud":"app"}'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const hex = random(20).toString('hex');

// Put together here, so that this file holds nothing that other scanners would find.
test.each([
  ['an AWS access key id', `x="${'AK'}IA${'IOSFODNN7EXAMPLE'}"`],
  ['an AWS access key id', `["${'AS'}IA${'IOSFODNN7EXAMPLE'}"]`],
  ['a private key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ['a private key', `'${'-----BEGIN EC PRIV'}ATE KEY-----\\nMHc'`],
  ['a key in base64', `const k="${pkcs8}"`],
  ['a key in base64', `"${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}"`],
  ['a private key as JSON', JSON.stringify({ ...privateKey.export({ format: 'jwk' }) })],
  ['a JSON web token', `Authorization:"Bearer ${jwt}.${random(32).toString('base64url')}"`],
  ['a JSON web token', `"${jwt}."`],
  ['a token of a known service', `"${'gh'}p_${'a1B2'.repeat(9)}"`],
  ['an address with a password', 'fetch("https://admin:hunter2@db.example.org/")'],
  ['an assignment of a secret', `clientSecret:"${hex}"`],
  ['an assignment of a secret', `{"api_key": "${hex}"}`],
  ['an assignment of a secret', `e.password='${random(24).toString('base64')}'`],
  ['an assignment of a secret', `set("x-token","${hex}")`],
])('[SUP1] control: %s is found in %j', (what, planted) => {
  const text = `var a=1;${planted};export{a};`;
  expect(secretFaults('assets/index.js', text, {}).join('\n')).toContain(`assets/index.js: ${what} at character`);
  expect(secretFaults('assets/index.js', 'var a=1;export{a};', {})).toEqual([]);
});

test.each(['OIDC_CLIENT_SECRET', 'S3_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'DB_PASSWORD', 'SESSION_KEY'])('[SUP1] control: the value of %s is found, as it is, in base64 and in hex', (name) => {
  const value = 'correct horse battery';
  const env = { [name]: value, PATH: '/usr/bin:/bin', NODE_ENV: 'production', EMPTY_SECRET: '', SHORT_TOKEN: 'auto' };
  for (const form of [value, Buffer.from(value).toString('base64'), Buffer.from(value).toString('hex')]) {
    const faults = secretFaults('sw.js', `var a="${form}auto/usr/bin:/binproduction"`, env);
    expect(faults).toContain(`sw.js: the value of ${name}`);
    expect(faults.join()).not.toContain(value);
  }
  expect(secretFaults('sw.js', 'var a="auto/usr/bin:/bin production"', env)).toEqual([]);
});

test('[SUP1] settings that are meant to be built in are none', () => {
  expect(secretFaults('a.js', 'var a="2026-public"', { NEXT_PUBLIC_API_KEY: '2026-public' })).toEqual([]);
});

test('[SUP1] hashes of files, revisions and words that only speak of secrets are none', () => {
  const text = `[{revision:"${random(16).toString('hex')}",url:"index.html"}];const token="no";throw Error("token: expected a token");const tokens=["a"];x.password=y;"password-field-of-the-page"`;
  expect(secretFaults('sw.js', text, {})).toEqual([]);
});
