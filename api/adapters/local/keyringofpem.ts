import { readFile } from 'node:fs/promises';
import type { KeyRing } from '../../ports.ts';
import { rsaKey } from '../rsakey.ts';

/**
 * A ring of the one private key in the file at `path` (PEM, PKCS#8), such as a break-glass key from its safe.
 * @throws Error when it cannot be read, is no such key, or `passphrase` is missing or wrong.
 */
export async function createKeyRingOfPem({ path, passphrase }: { path: string; passphrase?: string | undefined }): Promise<KeyRing> {
  const pem = await readFile(path);
  const key = await rsaKey(pem, passphrase).catch((error: Error) => {
    throw new Error(`${path}: ${error.message}`);
  });
  return {
    publicKeys: async () => [{ kid: key.kid, spki: key.spki, use: 'break_glass' }],
    unwrap: async (kid, wrapped) => (kid === key.kid ? key.unwrap(wrapped) : undefined),
  };
}
