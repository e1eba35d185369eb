import { createHash, createPrivateKey, createPublicKey, generateKeyPair, webcrypto, type KeyObject } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toBase64, type Bytes } from '../../../src/core/bytes.ts';
import type { KeyRing } from '../../ports.ts';
import { writeSecret } from './secretfile.ts';

interface Key {
  kid: string;
  spki: Uint8Array;
  changedAtMs: number;
  privateKey: webcrypto.CryptoKey;
}

const MODULUS_BITS = 3072;
const AES_KEY_BYTES = 32;
const FILE = /^([0-9a-f]{16})\.pem$/;

/**
 * The organisation's keys as `{kid}.pem` (PKCS#8, 0600) in `dir` (0700), the newest by its file's time. The first is made here.
 * RSA-OAEP-256 (RFC 8017), 3072 bits; `kid` is the first 16 hex digits of the SHA-256 of the public key's SubjectPublicKeyInfo.
 * Rejects when a file of the folder is not the key that its name says: a key must never be replaced in silence.
 */
export async function createKeyRing({ dir }: { dir: string }): Promise<KeyRing> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
  let names = await keyFiles(dir);
  if (names.length === 0) {
    await generate(dir);
    names = await keyFiles(dir);
  }
  const keys = await Promise.all(names.map((name) => load(dir, name)));
  keys.sort((a, b) => b.changedAtMs - a.changedAtMs || (a.kid < b.kid ? -1 : 1));
  return {
    async publicKeys() {
      return keys.map(({ kid, spki }) => ({ kid, spki: toBase64(spki) }));
    },
    async unwrap(kid, wrapped) {
      const key = keys.find((candidate) => candidate.kid === kid);
      if (!key) return undefined;
      try {
        const raw = new Uint8Array(await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, key.privateKey, wrapped));
        return raw.byteLength === AES_KEY_BYTES ? raw : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

async function keyFiles(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => FILE.test(name));
}

async function generate(dir: string): Promise<void> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeSecret(join(dir, `${kidOf(spkiOf(publicKey))}.pem`), Buffer.from(pem));
}

async function load(dir: string, name: string): Promise<Key> {
  const path = join(dir, name);
  const privateKey = readPrivateKey(await readFile(path), name);
  const spki = spkiOf(createPublicKey(privateKey));
  const kid = kidOf(spki);
  if (name !== `${kid}.pem`) throw new Error(`the key in ${name} is ${kid}`);
  await chmod(path, 0o600);
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    kid,
    spki,
    changedAtMs: (await stat(path)).mtimeMs,
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['decrypt']),
  };
}

function readPrivateKey(pem: Buffer, name: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error(`${name} holds no private key`);
  }
}

function spkiOf(key: KeyObject): Bytes {
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
}

function kidOf(spki: Uint8Array): string {
  return createHash('sha256').update(spki).digest('hex').slice(0, 16);
}
