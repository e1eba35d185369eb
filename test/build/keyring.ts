import { webcrypto } from 'node:crypto';
import type { KeyRing } from '../../api/ports.ts';
import { fromBase64, type Bytes } from '../../src/core/bytes.ts';
import { makeRsaPairs, type RsaPair } from './rsapairs.ts';

/** An organisation's key pair made for a test, and the key ring that holds its private half. */
export interface TestKeyRing {
  kid: string;
  publicKey: webcrypto.CryptoKey;
  keys: KeyRing;
}

const ALGORITHM = { name: 'RSA-OAEP', hash: 'SHA-256' };

/** A fresh RSA-3072 pair: a third of a second, so make one for a file of tests. */
export async function createTestKeyRing(): Promise<TestKeyRing> {
  const [pair] = await makeRsaPairs(1);
  const publicKey = await webcrypto.subtle.importKey('spki', fromBase64(pair!.spki), ALGORITHM, true, ['encrypt']);
  return { kid: pair!.kid, publicKey, keys: createMemoryKeyRing({ seal: [pair!], breakGlass: [] }) };
}

/** A ring in memory. `seal` is newest first. */
export function createMemoryKeyRing({ seal, breakGlass }: { seal: readonly RsaPair[]; breakGlass: readonly RsaPair[] }): KeyRing {
  async function unwrap(wantedKid: string, wrapped: Bytes): Promise<Bytes | undefined> {
    const pair = seal.find(({ kid }) => kid === wantedKid);
    if (!pair) return undefined;
    const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
    const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['decrypt']);
    const raw = await webcrypto.subtle.decrypt(ALGORITHM, key, wrapped).catch(() => undefined);
    return raw?.byteLength === 32 ? new Uint8Array(raw) : undefined;
  }

  return {
    publicKeys: async () => [
      ...seal.map(({ kid, spki }) => ({ kid, spki, use: 'seal' as const })),
      ...breakGlass.map(({ kid, spki }) => ({ kid, spki, use: 'break_glass' as const })),
    ],
    unwrap,
  };
}
