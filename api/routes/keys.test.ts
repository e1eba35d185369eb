import { expect, test } from 'vitest';
import * as v from 'valibot';
import { keys } from '../../src/wire/api.ts';
import { KeyRingError } from '../keyringerror.ts';
import type { KeyRing } from '../ports.ts';
import { createTestApp } from '../testapp.ts';

function appWith(publicKeys: KeyRing['publicKeys']) {
  return createTestApp({ keys: { publicKeys, unwrap: async () => undefined } });
}

test('[KEY25] every public key is told with its use, and break-glass keys after the others', async () => {
  const { ana } = appWith(async () => [
    { kid: 'k2', spki: 'AAAA', use: 'seal' },
    { kid: 'k1', spki: 'BBBB', use: 'seal' },
    { kid: 'e1', spki: 'CCCC', use: 'break_glass' },
  ]);
  expect(v.parse(keys, await (await ana('GET', '/api/keys')).json()).keys).toEqual([
    { kid: 'k2', alg: 'RSA-OAEP-256', spki: 'AAAA', use: 'seal' },
    { kid: 'k1', alg: 'RSA-OAEP-256', spki: 'BBBB', use: 'seal' },
    { kid: 'e1', alg: 'RSA-OAEP-256', spki: 'CCCC', use: 'break_glass' },
  ]);
});

test('[KEY25] keys out of reach are answered 503, to be asked for again, and told to the log', async () => {
  const { ana, lines } = appWith(() => Promise.reject(new KeyRingError('KMS GetPublicKey: answered 400 ThrottlingException')));
  const response = await ana('GET', '/api/keys');
  expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5']);
  expect(await response.json()).toMatchObject({ code: 'store_unavailable', detail: 'the keys are out of reach' });
  const told = { level: 'error', event: 'keys_unavailable', fields: { cause: 'KMS GetPublicKey: answered 400 ThrottlingException' } };
  expect(lines).toContainEqual(told);
});
