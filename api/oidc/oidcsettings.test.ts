import { expect, test } from 'vitest';
import { oidcSettingsOf, publicOriginOf } from './oidcsettings.ts';

const ENV = { OIDC_ISSUER: 'https://issuer.example/realm/', OIDC_CLIENT_ID: 'app', OIDC_CLIENT_SECRET: 'hush hush' };
const messageOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing is wrong';
};

test('[OIDC10] issuer, client and secret are enough, and the issuer stays as it was written', () => {
  expect(oidcSettingsOf(ENV)).toEqual({
    issuer: 'https://issuer.example/realm/',
    clientId: 'app',
    clientSecret: 'hush hush',
    rolesClaim: 'roles',
    prompt: 'login',
    scope: 'openid email',
  });
});

test('[OIDC10] everything else can be chosen', () => {
  const chosen = { OIDC_ROLES_CLAIM: 'cognito:groups', OIDC_PROMPT: 'select_account login', OIDC_SCOPE: 'openid email roles', OIDC_CLIENT_AUTH: 'post' };
  expect(oidcSettingsOf({ ...ENV, ...chosen })).toMatchObject({ rolesClaim: 'cognito:groups', prompt: 'select_account login', scope: 'openid email roles', clientAuth: 'post' });
  expect(oidcSettingsOf({ ...ENV, OIDC_PROMPT: 'omit' })).not.toHaveProperty('prompt');
});

test('[OIDC10] with nothing set, or only blanks, there are no settings', () => {
  expect(oidcSettingsOf({})).toBeUndefined();
  expect(oidcSettingsOf({ OIDC_ISSUER: ' ', OIDC_CLIENT_ID: '', PATH: '/bin' })).toBeUndefined();
});

test.each([
  [{ OIDC_CLIENT_SECRET: undefined }, 'OIDC_CLIENT_SECRET is missing'],
  [{ OIDC_CLIENT_ID: ' ' }, 'OIDC_CLIENT_ID is missing'],
  [{ OIDC_ISSUER: undefined }, 'OIDC_ISSUER is missing'],
  [{ OIDC_ISSUER: 'issuer.example' }, 'OIDC_ISSUER must be'],
  [{ OIDC_ISSUER: 'http://issuer.example' }, 'OIDC_ISSUER must be'],
  [{ OIDC_ISSUER: 'http://127.0.0.1.example' }, 'OIDC_ISSUER must be'],
  [{ OIDC_ISSUER: 'https://issuer.example/?a' }, 'OIDC_ISSUER must be'],
  [{ OIDC_ISSUER: 'https://issuer.example/#' }, 'OIDC_ISSUER must be'],
  [{ OIDC_ISSUER: 'https://user:hush@issuer.example' }, 'OIDC_ISSUER must be'],
  [{ OIDC_ISSUER: 'ftp://localhost' }, 'OIDC_ISSUER must be'],
  [{ OIDC_CLIENT_ID: 'a\u0007b' }, 'OIDC_CLIENT_ID holds'],
  [{ OIDC_CLIENT_SECRET: 'hush\nhush' }, 'OIDC_CLIENT_SECRET holds'],
  [{ OIDC_SCOPE: 'email' }, 'OIDC_SCOPE must be'],
  [{ OIDC_SCOPE: 'openid,email' }, 'OIDC_SCOPE must be'],
  [{ OIDC_PROMPT: 'none' }, 'OIDC_PROMPT must be'],
  [{ OIDC_PROMPT: 'login none' }, 'OIDC_PROMPT must be'],
  [{ OIDC_CLIENT_AUTH: 'jwt' }, 'OIDC_CLIENT_AUTH must be'],
])('[OIDC10] %j is refused by name and quotes no secret', (change, said) => {
  const message = messageOf(() => oidcSettingsOf({ ...ENV, ...change }));
  expect(message).toContain(`OidcSettingsError: ${said}`);
  expect(message).not.toContain('hush');
});

test('[OIDC10] a setting of sign-in without an issuer does not end up with the demo’s', () => {
  expect(messageOf(() => oidcSettingsOf({ OIDC_ROLES_CLAIM: 'groups' }))).toContain('OIDC_ISSUER is missing: OIDC_ROLES_CLAIM is set');
});

test.each(['http://localhost:9000', 'http://127.0.0.1:9000/issuer', 'http://[::1]:9000'])('[OIDC10] on this machine plain http is good enough: %s', (issuer) => {
  expect(oidcSettingsOf({ ...ENV, OIDC_ISSUER: issuer })?.issuer).toBe(issuer);
});

test('[OIDC11] the public address is an origin: https, or this machine', () => {
  expect(publicOriginOf({})).toBeUndefined();
  expect(publicOriginOf({ PUBLIC_URL: ' ' })).toBeUndefined();
  expect(publicOriginOf({ PUBLIC_URL: 'https://Holdfast.example/' })).toBe('https://holdfast.example');
  expect(publicOriginOf({ PUBLIC_URL: 'http://localhost:8080' })).toBe('http://localhost:8080');
  for (const wrong of ['holdfast.example', 'http://holdfast.example', 'https://holdfast.example/app', 'https://holdfast.example/?a', 'https://a:b@holdfast.example']) {
    expect(messageOf(() => publicOriginOf({ PUBLIC_URL: wrong })), wrong).toContain('PUBLIC_URL must be');
  }
});
