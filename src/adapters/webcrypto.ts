import { fromBase64, toBase64, toHex } from '../core/bytes.ts';
import type { Digest, Sealing } from '../core/ports.ts';

/** SHA-256 by WebCrypto. */
export const webDigest: Digest = {
  sha256: async (bytes) => toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))),
};

/**
 * AES-256-GCM under a fresh key that is wrapped with RSA-OAEP-256 (FORMATS: Sealing). The key has to be extractable
 * to be wrapped; what is handed out for sealing is a second, non-extractable one, and the first is forgotten.
 */
export const webSealing: Sealing = {
  async newTakeKey(publicKeys) {
    const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    const raw = await crypto.subtle.exportKey('raw', fresh);
    const wrappedKeys = await Promise.all(
      publicKeys.map(async ({ kid, spki }) => {
        const publicKey = await crypto.subtle.importKey('spki', fromBase64(spki), { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
        return { kid, wrapped: toBase64(new Uint8Array(await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, publicKey, raw))) };
      }),
    );
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
    new Uint8Array(raw).fill(0);
    return {
      wrappedKeys,
      key: {
        seal: async (iv, additionalData, plain) => new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData, tagLength: 128 }, key, plain)),
      },
    };
  },
};
