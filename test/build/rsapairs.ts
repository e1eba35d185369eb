import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { toBase64 } from '../../src/core/bytes.ts';

/** An RSA pair made for tests. */
export interface RsaPair {
  kid: string;
  /** SubjectPublicKeyInfo, base64. */
  spki: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** Fresh pairs: 3072 bits take a third of a second each, so make them for a file of tests. */
export function makeRsaPairs(count: number, modulusLength = 3072): Promise<RsaPair[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength });
      const spki = publicKey.export({ type: 'spki', format: 'der' });
      return { kid: createHash('sha256').update(spki).digest('hex').slice(0, 16), spki: toBase64(spki), publicKey, privateKey };
    }),
  );
}

/** The private half as PKCS#8 in PEM. */
export function privatePem({ privateKey }: RsaPair): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The public half as SubjectPublicKeyInfo in PEM. */
export function publicPem({ publicKey }: RsaPair): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
