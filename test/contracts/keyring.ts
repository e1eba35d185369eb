import { constants, createHash, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { KeyRing } from '../../api/ports.ts';
import { fromBase64, type Bytes } from '../../src/core/bytes.ts';
import { makeRsaPairs, type RsaPair } from '../build/rsapairs.ts';

/** The pairs that a ring is to hold. */
export interface PairsForRing {
  /** Newest first. */
  seal: readonly RsaPair[];
  /** Of these only the public halves. */
  breakGlass: readonly RsaPair[];
}

export interface RingUnderTest {
  ring: KeyRing;
  close(): Promise<void>;
}

/** What every KeyRing promises (api/ports.ts). `setUp` makes a ring of just these keys. */
export function keyRingContract(name: string, setUp: (pairs: PairsForRing) => Promise<RingUnderTest>): void {
  describe(`a key ring: ${name}`, () => {
    let pairs: RsaPair[];
    beforeAll(async () => {
      pairs = await makeRsaPairs(4);
    }, 60_000);

    /** A ring with a new key, an old one and a break-glass key, and a pair that it does not have. */
    async function ringOf() {
      const [newest, oldest, emergency, stranger] = pairs as [RsaPair, RsaPair, RsaPair, RsaPair];
      const { ring, close } = await setUp({ seal: [newest, oldest], breakGlass: [emergency] });
      onTestFinished(close);
      return { ring, newest, oldest, emergency, stranger };
    }

    test('[KEY10] it offers its public keys, newest first, then the break-glass keys, each with its use', async () => {
      const { ring, newest, oldest, emergency } = await ringOf();
      expect(await ring.publicKeys()).toEqual([
        { kid: newest.kid, spki: newest.spki, use: 'seal' },
        { kid: oldest.kid, spki: oldest.spki, use: 'seal' },
        { kid: emergency.kid, spki: emergency.spki, use: 'break_glass' },
      ]);
    });

    test('[KEY10] a public key is RSA of 3072 bits, and its kid is the hash of its bytes', async () => {
      const { ring } = await ringOf();
      for (const { kid, spki } of await ring.publicKeys()) {
        const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
        expect(key.asymmetricKeyDetails?.modulusLength).toBe(3072);
        expect(kid).toBe(createHash('sha256').update(fromBase64(spki)).digest('hex').slice(0, 16));
      }
    });

    test('[KEY3] what was wrapped for a key, new or old, opens under its kid and no other', async () => {
      const { ring, newest, oldest, emergency } = await ringOf();
      for (const [pair, other] of [[newest, oldest], [oldest, newest]] as const) {
        const aes = new Uint8Array(randomBytes(32));
        expect(await ring.unwrap(pair.kid, wrap(pair, aes))).toEqual(aes);
        expect(await ring.unwrap(other.kid, wrap(pair, aes))).toBeUndefined();
        expect(await ring.unwrap(emergency.kid, wrap(pair, aes))).toBeUndefined();
        expect(await ring.unwrap('0123456789abcdef', wrap(pair, aes))).toBeUndefined();
      }
    });

    test('[KEY3] a key that is not in the ring opens nothing, whatever kid it goes by', async () => {
      const { ring, newest, stranger } = await ringOf();
      for (const kid of [stranger.kid, newest.kid, '', '../keys', 'a'.repeat(64)]) {
        expect(await ring.unwrap(kid, wrap(stranger, randomBytes(32)))).toBeUndefined();
      }
    });

    test('[KEY10] what is wrapped for a break-glass key does not open: its private half is not there', async () => {
      const { ring, emergency } = await ringOf();
      expect(await ring.unwrap(emergency.kid, wrap(emergency, randomBytes(32)))).toBeUndefined();
    });

    test.each<[string, (pair: RsaPair) => Bytes]>([
      ['a flipped bit', (pair) => flipped(wrap(pair, randomBytes(32)))],
      ['another hash', (pair) => wrap(pair, randomBytes(32), 'sha1')],
      ['a key of 16 bytes', (pair) => wrap(pair, randomBytes(16))],
      ['a key of 33 bytes', (pair) => wrap(pair, randomBytes(33))],
      ['nothing', () => new Uint8Array(0)],
      ['a byte less', (pair) => wrap(pair, randomBytes(32)).slice(1)],
      ['a byte more', (pair) => new Uint8Array([...wrap(pair, randomBytes(32)), 0])],
      ['noise', () => new Uint8Array(randomBytes(384))],
      ['a large block', () => new Uint8Array(1_000_000)],
    ])('[KEY3] what does not open, or is no 32-byte key, is undefined: %s', async (_what, wrapped) => {
      const { ring, newest } = await ringOf();
      expect(await ring.unwrap(newest.kid, wrapped(newest))).toBeUndefined();
    });

    test('[KEY3] many open at once, each to its own key', async () => {
      const { ring, newest, oldest } = await ringOf();
      const keys = Array.from({ length: 12 }, () => new Uint8Array(randomBytes(32)));
      const opened = keys.map((aes, i) => ring.unwrap((i % 2 ? newest : oldest).kid, wrap(i % 2 ? newest : oldest, aes)));
      expect(await Promise.all(opened)).toEqual(keys);
    });
  });
}

/** `key` as a device wraps it. */
export function wrap({ publicKey }: Pick<RsaPair, 'publicKey'>, key: Uint8Array, oaepHash = 'sha256'): Bytes {
  return new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, key));
}

function flipped(bytes: Bytes): Bytes {
  const changed = bytes.slice();
  changed[100]! ^= 1;
  return changed;
}
