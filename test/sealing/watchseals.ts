import { createHash } from 'node:crypto';

/** One use of AES-GCM for sealing, as WebCrypto was asked for it. All in hex; `plain` is a hash. */
export interface Seal {
  /** The hash of the key's bytes: two handles of one key are the same key. */
  key: string;
  iv: string;
  plain: string;
}

const hash = (bytes: BufferSource) => createHash('sha256').update(view(bytes)).digest('hex').slice(0, 32);
const view = (bytes: BufferSource) => (ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes));

/**
 * Notes everything that WebCrypto seals with AES-GCM from now on, whoever asks for it, until `stop`. A key that it
 * cannot name, because its bytes were never seen, is an error: a scan that overlooks keys finds nothing.
 */
export function watchSeals(): { seals: Seal[]; stop(): void } {
  const { subtle } = crypto;
  const seals: Seal[] = [];
  const names = new WeakMap<CryptoKey, string>();
  const real = { importKey: subtle.importKey.bind(subtle), encrypt: subtle.encrypt.bind(subtle) };

  const watched = {
    async importKey(...args: Parameters<SubtleCrypto['importKey']>) {
      // Before it is imported: the caller may wipe the bytes afterwards.
      const name = args[0] === 'raw' ? hash(args[1] as BufferSource) : '';
      const key = await real.importKey(...args);
      if (name) names.set(key, name);
      return key;
    },
    encrypt(algorithm: AesGcmParams, key: CryptoKey, data: BufferSource) {
      if (algorithm.name === 'AES-GCM') {
        const name = names.get(key);
        if (!name) throw new Error('sealed with a key that was not seen');
        seals.push({ key: name, iv: Buffer.from(view(algorithm.iv)).toString('hex'), plain: hash(data) });
      }
      return real.encrypt(algorithm, key, data);
    },
  };
  for (const [name, value] of Object.entries(watched)) Object.defineProperty(subtle, name, { configurable: true, writable: true, value });
  return {
    seals,
    stop() {
      for (const name of Object.keys(watched)) Reflect.deleteProperty(subtle, name);
    },
  };
}

/** The seals whose key had sealed under the same IV before, also those of the same plain bytes. */
export function repeatedSeals(seals: readonly Seal[]): Seal[] {
  const seen = new Set<string>();
  return seals.filter(({ key, iv }) => {
    const name = `${key}/${iv}`;
    const again = seen.has(name);
    seen.add(name);
    return again;
  });
}
