import { fromBase64, toBase64, toHex, type Bytes } from '../core/bytes.ts';
import type { Digest, Sealing } from '../core/ports.ts';

const TAG_BITS = 128;

/** SHA-256 by WebCrypto. */
export const webDigest: Digest = {
  sha256: async (bytes) => toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))),
};

/** Bytes of the device's cryptographic random source. */
export function webRandomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * AES-256-GCM under a fresh key that is wrapped with RSA-OAEP-256 (FORMATS: Sealing). The key has to be extractable
 * to be wrapped; what is handed out for sealing is a second, non-extractable one, and the first is forgotten.
 */
export const webSealing: Sealing = {
  async newTakeKey(publicKeys, deviceKey) {
    const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    const raw = new Uint8Array(await crypto.subtle.exportKey('raw', fresh));
    const wrappedKeys = await Promise.all(
      publicKeys.map(async ({ kid, spki }) => {
        const publicKey = await crypto.subtle.importKey('spki', fromBase64(spki), { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
        return { kid, wrapped: toBase64(new Uint8Array(await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, publicKey, raw))) };
      }),
    );
    // Listening here is a convenience; that it cannot be had must not keep anybody from recording.
    const deviceWrap = await deviceKey?.wrap(raw).catch(() => undefined);
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
    raw.fill(0);
    return {
      wrappedKeys,
      deviceWrap,
      key: {
        seal: async (iv, additionalData, plain) => new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData, tagLength: TAG_BITS }, key, plain)),
      },
    };
  },
};
