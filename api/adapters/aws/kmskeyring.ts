import * as v from 'valibot';
import { fromBase64, toBase64, type Bytes } from '../../../src/core/bytes.ts';
import { KeyRingError } from '../../keyringerror.ts';
import type { KeyRing, Log } from '../../ports.ts';
import { aesKey, rsaPublicKey, type RsaPublicKey } from '../rsakey.ts';
import { createKmsClient, type KmsClientOptions } from './kmsclient.ts';

export interface KmsKeyRingOptions extends KmsClientOptions {
  /** Of keys in KMS, newest first: RSA_3072 or RSA_4096 for ENCRYPT_DECRYPT. Ids or ARNs, no aliases, which may come to mean another key. */
  keyIds: readonly string[];
  /** Public halves of break-glass keys (SubjectPublicKeyInfo as PEM). */
  breakGlass?: readonly string[];
  /** Told about older keys that KMS does not give. */
  log?: Log;
}

interface KmsKey extends RsaPublicKey {
  id: string;
}

const ALGORITHM = 'RSAES_OAEP_SHA_256';
const SPECS = ['RSA_3072', 'RSA_4096'];
/** What KMS says of bytes that were not wrapped for a key. Everything else that it says is about KMS, the key's state or us. */
const VERDICTS = ['InvalidCiphertextException', 'IncorrectKeyException'];

const base64 = v.pipe(v.string(), v.base64());
const publicKeyAnswer = v.looseObject({
  PublicKey: base64,
  KeySpec: v.string(),
  KeyUsage: v.string(),
  EncryptionAlgorithms: v.optional(v.array(v.string()), []),
});
const decryptAnswer = v.looseObject({ Plaintext: base64 });

/**
 * The organisation's keys in AWS KMS, which never leave it. Public halves are fetched once: an id never changes its key.
 * The ring's methods reject with KeyRingError when KMS is out of reach, throttles, or refuses for any reason but the wrapped bytes themselves.
 * @throws Error when a break-glass key is none.
 */
export function createKmsKeyRing({ keyIds, breakGlass = [], log = () => undefined, ...options }: KmsKeyRingOptions): KeyRing {
  const kms = createKmsClient(options);
  const emergency = breakGlass.map((pem) => rsaPublicKey(pem));
  const known = new Map<string, KmsKey>();
  const fetching = new Map<string, Promise<KmsKey>>();

  /** One of the keys, fetched once. What fails is fetched again by the next who asks. */
  function keyOf(id: string): Promise<KmsKey> {
    const key = fetching.get(id) ?? fetchKey(id);
    fetching.set(id, key);
    key.then(
      (found) => known.set(found.kid, found),
      () => fetching.delete(id),
    );
    return key;
  }

  async function fetchKey(id: string): Promise<KmsKey> {
    const { PublicKey, KeySpec, KeyUsage, EncryptionAlgorithms } = await kms('GetPublicKey', { KeyId: id }, publicKeyAnswer);
    if (!SPECS.includes(KeySpec) || KeyUsage !== 'ENCRYPT_DECRYPT' || !EncryptionAlgorithms.includes(ALGORITHM)) {
      throw new KeyRingError(`KMS key ${id} is ${KeySpec} for ${KeyUsage} instead of RSA_3072 or RSA_4096 for ENCRYPT_DECRYPT`);
    }
    try {
      return { id, ...rsaPublicKey(fromBase64(PublicKey)) };
    } catch (cause) {
      throw new KeyRingError(`KMS key ${id} has no usable public half`, { cause });
    }
  }

  async function find(kid: string): Promise<KmsKey | undefined> {
    if (known.has(kid)) return known.get(kid);
    const all = await Promise.allSettled(keyIds.map(keyOf));
    for (const found of all) if (found.status === 'fulfilled' && found.value.kid === kid) return found.value;
    // It may be the very one that could not be fetched.
    for (const found of all) if (found.status === 'rejected') throw found.reason;
    return undefined;
  }

  return {
    async publicKeys() {
      const [newest, ...older] = await Promise.allSettled(keyIds.map(keyOf));
      if (!newest) throw new KeyRingError('there is no key in KMS');
      // Sealing to an older key because the newest is out of reach would undo a rotation.
      if (newest.status === 'rejected') throw newest.reason;
      const keys: RsaPublicKey[] = [newest.value];
      for (const [i, key] of older.entries()) {
        if (key.status === 'fulfilled') keys.push(key.value);
        else log('warn', 'kms_key_unavailable', { keyId: keyIds[i + 1], code: key.reason instanceof KeyRingError ? key.reason.code : undefined });
      }
      return [
        ...keys.map(({ kid, spki }) => ({ kid, spki, use: 'seal' as const })),
        ...emergency.map(({ kid, spki }) => ({ kid, spki, use: 'break_glass' as const })),
      ];
    },
    async unwrap(kid: string, wrapped: Bytes) {
      if (emergency.some((key) => key.kid === kid)) return undefined;
      const key = await find(kid);
      // KMS refuses another length with an error that may mean anything.
      if (!key || wrapped.byteLength !== Math.ceil(key.modulusBits / 8)) return undefined;
      try {
        const input = { KeyId: key.id, CiphertextBlob: toBase64(wrapped), EncryptionAlgorithm: ALGORITHM };
        return aesKey(fromBase64((await kms('Decrypt', input, decryptAnswer)).Plaintext).buffer);
      } catch (error) {
        if (error instanceof KeyRingError && error.code !== undefined && VERDICTS.includes(error.code)) return undefined;
        throw error;
      }
    },
  };
}
