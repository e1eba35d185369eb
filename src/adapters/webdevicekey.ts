import { fromBase64, toBase64 } from '../core/bytes.ts';
import type { DeviceKey, OpeningKey } from '../core/ports.ts';
import type { DeviceWrap } from '../core/seal/format.ts';

const TAG_BITS = 128;

/** A new AES-256 key for wrapping that no script can read. Wrapping with AES-KW (RFC 3394) needs no IV that could come twice. */
export function newDeviceCryptoKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']) as Promise<CryptoKey>;
}

/** The device's key `key`, known as `keyId`. */
export function webDeviceKey(keyId: string, key: CryptoKey): DeviceKey {
  return {
    async wrap(raw) {
      const extractable = await crypto.subtle.importKey('raw', raw, 'AES-GCM', true, ['encrypt']);
      return { keyId, wrapped: toBase64(new Uint8Array(await crypto.subtle.wrapKey('raw', extractable, key, 'AES-KW'))) };
    },
  };
}

/** What the device's key has wrapped, to open only and not readable itself. Rejects when it was wrapped with another key. */
export async function unwrapForOpening(deviceKey: CryptoKey, { wrapped }: DeviceWrap): Promise<OpeningKey> {
  const key = await crypto.subtle.unwrapKey('raw', fromBase64(wrapped), deviceKey, 'AES-KW', 'AES-GCM', false, ['decrypt']);
  return {
    open: (iv, additionalData, sealed) =>
      crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData, tagLength: TAG_BITS }, key, sealed).then(
        (plain) => new Uint8Array(plain),
        () => undefined,
      ),
  };
}
