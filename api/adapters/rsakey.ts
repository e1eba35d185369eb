import { createHash, createPrivateKey, createPublicKey, webcrypto, type KeyObject } from 'node:crypto';
import { toBase64, type Bytes } from '../../src/core/bytes.ts';

// The one kind of key that takes' keys are wrapped for: RSA-OAEP-256 (RFC 8017) of 3072 bits or more.

export const MIN_MODULUS_BITS = 3072;
const AES_KEY_BYTES = 32;

/** The public half of a key. */
export interface RsaPublicKey {
  /** The first 16 hex digits of the SHA-256 of `spki`'s bytes. */
  kid: string;
  /** SubjectPublicKeyInfo, base64. */
  spki: string;
  modulusBits: number;
}

export interface RsaKey extends RsaPublicKey {
  /** The 32 bytes of the AES key in `wrapped`, or undefined when it does not open or is something else. */
  unwrap(wrapped: Bytes): Promise<Bytes | undefined>;
}

/** A public key from the bytes of its SubjectPublicKeyInfo or from PEM. @throws Error when it is no such key, or a private one. */
export function rsaPublicKey(key: Uint8Array | string): RsaPublicKey {
  // Of a private key Node would quietly make the public one: whoever passes one here has mixed up two files.
  if (typeof key === 'string' && key.includes('PRIVATE KEY-----')) throw new Error('it is a private key, which must not lie here');
  return described(readPublicKey(key));
}

/** A private key from PEM (PKCS#8), encrypted or not. @throws Error when it is no such key, or the passphrase is missing or wrong. */
export async function rsaKey(pem: string | Buffer, passphrase?: string): Promise<RsaKey> {
  const privateKey = readPrivateKey(pem, passphrase);
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const forOpening = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['decrypt']);
  return {
    ...described(createPublicKey(privateKey)),
    unwrap: (wrapped) => webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, forOpening, wrapped).then(aesKey, () => undefined),
  };
}

/** `raw` when it has an AES key's length. */
export function aesKey(raw: ArrayBuffer): Bytes | undefined {
  return raw.byteLength === AES_KEY_BYTES ? new Uint8Array(raw) : undefined;
}

function described(key: KeyObject): RsaPublicKey {
  const modulusBits = key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  if (modulusBits === undefined) throw new Error('it is not an RSA key');
  if (modulusBits < MIN_MODULUS_BITS) throw new Error(`it has ${modulusBits} bits instead of ${MIN_MODULUS_BITS} or more`);
  const spki = new Uint8Array(key.export({ type: 'spki', format: 'der' }));
  return { kid: createHash('sha256').update(spki).digest('hex').slice(0, 16), spki: toBase64(spki), modulusBits };
}

function readPublicKey(key: Uint8Array | string): KeyObject {
  try {
    return typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
  } catch {
    throw new Error('it holds no public key');
  }
}

function readPrivateKey(pem: string | Buffer, passphrase: string | undefined): KeyObject {
  const isEncrypted = pem.includes('BEGIN ENCRYPTED PRIVATE KEY');
  if (isEncrypted && passphrase === undefined) throw new Error('the key is encrypted, and no passphrase was given');
  try {
    return createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
  } catch {
    throw new Error(isEncrypted ? 'the passphrase does not open the key' : 'it holds no private key');
  }
}
