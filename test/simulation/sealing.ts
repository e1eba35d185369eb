import { ascii, toBase64, type Bytes } from '../../src/core/bytes.ts';
import type { DeviceKey, LocalKeys, Sealing } from '../../src/core/ports.ts';
import type { WrappedKey } from '../../src/core/seal/format.ts';
import type { Life, Turns } from './turns.ts';

// A seal that keeps nothing secret, costs next to nothing and is as particular as the real one about where a chunk
// belongs: masked bytes, then 16 bytes in place of the tag that name the key and bind number, place and content.

const TAG_BYTES = 16;
const MASK = 0xa5;

/** FNV-1a, 32 bits. */
export function fingerprint(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Is told of every seal before it is made. */
export type OnSeal = (seal: { keyId: number; iv: Bytes; aad: Bytes; plain: Bytes; sealed: Bytes }) => void;

/** Sealing as one page has it. `newKeyId` gives each key another number. */
export function createFakeSealing(turns: Turns, life: Life, newKeyId: () => number, onSeal: OnSeal): Sealing {
  return {
    async newTakeKey(publicKeys, deviceKey) {
      await turns.turn(life, 'makes a key');
      const keyId = newKeyId();
      const raw = ascii(`key-${keyId}`);
      const wrapped = toBase64(raw);
      const deviceWrap = deviceKey && (await deviceKey.wrap(raw));
      return {
        ...(deviceWrap && { deviceWrap }),
        wrappedKeys: publicKeys.map(({ kid }) => ({ kid, wrapped })),
        key: {
          async seal(iv, aad, plain) {
            await turns.turn(life, 'seals');
            const sealed = new Uint8Array(plain.byteLength + TAG_BYTES);
            for (let i = 0; i < plain.byteLength; i++) sealed[i] = plain[i]! ^ MASK;
            sealed.set(tagOf(keyId, iv, aad, plain), plain.byteLength);
            onSeal({ keyId, iv, aad, plain, sealed });
            return sealed;
          },
        },
      };
    },
  };
}

/** A device key that is there from the start and wraps nothing away. */
export function createFakeLocalKeys(turns: Turns, life: Life): LocalKeys {
  const key: DeviceKey = { wrap: async (raw) => ({ keyId: 'device', wrapped: toBase64(raw) }) };
  return {
    async current() {
      await turns.turn(life, 'reads the device key');
      return key;
    },
    unwrap: async () => undefined,
    drop: async () => undefined,
  };
}

/** The plain bytes, or undefined when they were sealed under another key, number or place, or have been changed. */
export function openFakeSeal(wrappedKeys: readonly WrappedKey[], iv: Bytes, aad: Bytes, sealed: Bytes): Bytes | undefined {
  const plain = sealed.slice(0, sealed.byteLength - TAG_BYTES).map((byte) => byte ^ MASK);
  const tag = sealed.subarray(sealed.byteLength - TAG_BYTES);
  const keyId = new DataView(tag.buffer, tag.byteOffset).getUint32(0);
  const known = wrappedKeys.some(({ wrapped }) => wrapped === toBase64(ascii(`key-${keyId}`)));
  return known && tagOf(keyId, iv, aad, plain).every((byte, i) => byte === tag[i]) ? plain : undefined;
}

function tagOf(keyId: number, iv: Bytes, aad: Bytes, plain: Bytes): Bytes {
  const tag = new Uint8Array(TAG_BYTES);
  const view = new DataView(tag.buffer);
  [keyId, fingerprint(iv), fingerprint(aad), fingerprint(plain)].forEach((word, i) => view.setUint32(4 * i, word));
  return tag;
}
