import { webcrypto } from 'node:crypto';
import type { KeyRing } from '../../api/ports.ts';
import { toBase64, toHex, type Bytes } from '../../src/core/bytes.ts';

/** An organisation's key pair made for a test, and the key ring that holds its private half. */
export interface TestKeyRing {
  kid: string;
  publicKey: webcrypto.CryptoKey;
  keys: KeyRing;
}

const ALGORITHM = { name: 'RSA-OAEP', hash: 'SHA-256' };

/** A fresh RSA-3072 pair: a third of a second, so make one for a file of tests. */
export async function createTestKeyRing(): Promise<TestKeyRing> {
  const algorithm = { ...ALGORITHM, modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]) };
  const { publicKey, privateKey } = await webcrypto.subtle.generateKey(algorithm, true, ['encrypt', 'decrypt']);
  const spki = new Uint8Array(await webcrypto.subtle.exportKey('spki', publicKey));
  const kid = toHex(new Uint8Array(await webcrypto.subtle.digest('SHA-256', spki))).slice(0, 16);

  async function unwrap(wantedKid: string, wrapped: Bytes): Promise<Bytes | undefined> {
    if (wantedKid !== kid) return undefined;
    return webcrypto.subtle.decrypt(ALGORITHM, privateKey, wrapped).then(
      (raw) => new Uint8Array(raw),
      () => undefined,
    );
  }

  return { kid, publicKey, keys: { publicKeys: async () => [{ kid, spki: toBase64(spki) }], unwrap } };
}
