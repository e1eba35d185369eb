import { generateKeyPair, publicEncrypt, randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { MIN_MODULUS_BITS, rsaKey } from './adapters/rsakey.ts';

const KEY_BYTES = 32;

/**
 * Makes a break-glass pair, writes the private half (PKCS#8 as PEM, encrypted when there is a passphrase) to a new file at `path`,
 * reads it again and proves that it opens what is sealed to the public half. Resolves to that, SubjectPublicKeyInfo as PEM.
 * Rejects when the file is there already, or when it does not open.
 */
export async function makeBreakGlassPair(path: string, passphrase: string | undefined): Promise<string> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MIN_MODULUS_BITS });
  const format = { type: 'pkcs8', format: 'pem' } as const;
  await writeNewFile(path, privateKey.export(passphrase === undefined ? format : { ...format, cipher: 'aes-256-cbc', passphrase }));
  const secret = randomBytes(KEY_BYTES);
  const wrapped = new Uint8Array(publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, secret));
  const opened = await (await rsaKey(await readFile(path), passphrase)).unwrap(wrapped);
  if (!opened || !secret.equals(opened)) throw new Error(`${path} was written but does not open what it should`);
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** Writes a file for its owner only (0600) and makes it durable. Rejects when there is something already: it may be the only key. */
export async function writeNewFile(path: string, content: string | Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new Error(`${path} is there already, and nothing is written over it`) : error;
  });
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
