import { constants, createHash, createPublicKey, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeyRing } from './keyring.ts';

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'holdfast-keys-')), 'keys');
});
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

function wrap(spki: string, key: Uint8Array, oaepHash = 'sha256'): Uint8Array<ArrayBuffer> {
  const publicKey = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
  return new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, key));
}

async function addKey(changedAt: Date): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const kid = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16);
  await writeFile(join(dir, `${kid}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await utimes(join(dir, `${kid}.pem`), changedAt, changedAt);
  return kid;
}

test('[KEY1] the first start makes an RSA key of 3072 bits named by the hash of its public half, for its owner only', async () => {
  const [key, ...others] = await (await createKeyRing({ dir })).publicKeys();
  expect(others).toEqual([]);
  const spki = Buffer.from(key!.spki, 'base64');
  expect(createPublicKey({ key: spki, format: 'der', type: 'spki' }).asymmetricKeyDetails?.modulusLength).toBe(3072);
  expect(key!.kid).toBe(createHash('sha256').update(spki).digest('hex').slice(0, 16));
  expect(await readdir(dir)).toEqual([`${key!.kid}.pem`]);
  expect((await stat(join(dir, `${key!.kid}.pem`))).mode & 0o777).toBe(0o600);
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
});

test('[KEY2] a later start has the same keys, the newest first', async () => {
  const [first] = await (await createKeyRing({ dir })).publicKeys();
  const older = await addKey(new Date(1_000_000));
  const newer = await addKey(new Date(Date.now() + 60_000));
  const kids = (await (await createKeyRing({ dir })).publicKeys()).map(({ kid }) => kid);
  expect(kids).toEqual([newer, first!.kid, older]);
});

test('[KEY3] what was wrapped for a key opens under its kid and no other', async () => {
  const ring = await createKeyRing({ dir });
  const [key] = await ring.publicKeys();
  const aes = new Uint8Array(randomBytes(32));
  const wrapped = wrap(key!.spki, aes);
  expect(await ring.unwrap(key!.kid, wrapped)).toEqual(aes);
  expect(await ring.unwrap('0123456789abcdef', wrapped)).toBeUndefined();
});

test('[KEY3] what does not open, or is no 32-byte key, is undefined', async () => {
  const ring = await createKeyRing({ dir });
  const [key] = await ring.publicKeys();
  const damaged = wrap(key!.spki, randomBytes(32));
  damaged[100]! ^= 1;
  expect(await ring.unwrap(key!.kid, damaged)).toBeUndefined();
  expect(await ring.unwrap(key!.kid, wrap(key!.spki, randomBytes(32), 'sha1'))).toBeUndefined();
  expect(await ring.unwrap(key!.kid, wrap(key!.spki, randomBytes(16)))).toBeUndefined();
  expect(await ring.unwrap(key!.kid, new Uint8Array(0))).toBeUndefined();
});

test('[KEY4] a file that is not the key its name says stops the start', async () => {
  const [key] = await (await createKeyRing({ dir })).publicKeys();
  await rename(join(dir, `${key!.kid}.pem`), join(dir, '0123456789abcdef.pem'));
  await expect(createKeyRing({ dir })).rejects.toThrow(`the key in 0123456789abcdef.pem is ${key!.kid}`);
  await writeFile(join(dir, '0123456789abcdef.pem'), 'torn');
  await expect(createKeyRing({ dir })).rejects.toThrow('holds no private key');
});
