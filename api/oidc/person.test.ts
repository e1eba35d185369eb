import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { personOf } from './person.ts';

const ISSUER = 'https://issuer.example';
const rolesOf = (claim: unknown) => personOf(ISSUER, 's', claim === undefined ? {} : { 'cognito:groups': claim }, 'cognito:groups')?.roles;

test.each([
  [['admin', 'user'], ['admin', 'user']],
  [['user', 'admin'], ['admin', 'user']],
  [['nurses', 'user'], ['user']],
  ['admin user', ['admin', 'user']],
  ['admin', ['admin']],
  [undefined, ['user']],
])('[OIDC8] roles %j become %j', (claim, roles) => {
  expect(rolesOf(claim)).toEqual(roles);
});

test.each([[[]], [['Admin', 'USER']], ['administrator'], ['admin,user'], [''], [null], [true], [{ admin: true }], [[['admin']]]])('[OIDC8] roles %j let nobody in', (claim) => {
  expect(rolesOf(claim)).toBeUndefined();
});

test.each([
  [{ email: 'Ana@Clinic.example' }, 'Ana@Clinic.example'],
  [{ email: 'ana@clinic.example', email_verified: true }, 'ana@clinic.example'],
  [{ email: 'ana@clinic.example', email_verified: 'true' }, 'ana@clinic.example'],
  [{ email: 'ana@clinic.example', email_verified: false }, null],
  [{ email: 'ana@clinic.example', email_verified: 'false' }, null],
  [{ email: '' }, null],
  [{ email: ['ana@clinic.example'] }, null],
  [{}, null],
])('[OIDC3] of %j the e-mail that counts is %j', (claims, email) => {
  expect(personOf(ISSUER, 's', claims, 'roles')?.email).toBe(email);
});

test('[OIDC3] the owner is made of issuer and subject, and the subject keeps its case', () => {
  const ownerOf = (issuer: string, subject: string) => personOf(issuer, subject, {}, 'roles')?.ownerId;
  expect(ownerOf(ISSUER, 'Ab')).toBe(createHash('sha256').update('https://issuer.example\nAb').digest('hex').slice(0, 32));
  expect(new Set([ownerOf(ISSUER, 'Ab'), ownerOf(ISSUER, 'ab'), ownerOf(`${ISSUER}/`, 'Ab')]).size).toBe(3);
});
