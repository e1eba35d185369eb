import { createHash, webcrypto } from 'node:crypto';
import { Failure } from '../../src/core/failures.ts';
import { writeText } from '../../src/core/seal/texts.ts';
import { organisationKey } from '../../test/bench/device.ts';
import { recorderBench, until } from '../../test/bench/recorder.ts';

// Everything that a device seals while somebody records, at the lowest place where it can be seen: the platform's own encryption.

/** One call of AES-GCM. `sealed`: a hash of what came out. */
export interface Seal {
  key: CryptoKey;
  iv: string;
  sealed: string;
}

/** Runs `work`, and resolves to every seal that it made. */
export async function sealsOf(work: () => Promise<void>): Promise<Seal[]> {
  const seals: Seal[] = [];
  const { prototype } = webcrypto.subtle.constructor as { prototype: SubtleCrypto };
  const encrypt = prototype.encrypt;
  prototype.encrypt = async function (algorithm, key, data) {
    const sealed = await encrypt.call(this, algorithm, key, data);
    const { name, iv } = algorithm as AesGcmParams;
    if (name === 'AES-GCM') seals.push({ key, iv: Buffer.from(iv as Uint8Array).toString('hex'), sealed: createHash('sha256').update(new Uint8Array(sealed)).digest('hex') });
    return sealed;
  };
  try {
    await work();
  } finally {
    prototype.encrypt = encrypt;
  }
  return seals;
}

/**
 * Records `takes` takes of `chunks` chunks each into the device's database, of whose writes every seventh fails, before or after it was
 * done, and edits the title and a mark ten times each.
 */
export async function recordMuch({ takes, chunks }: { takes: number; chunks: number }): Promise<void> {
  const cleanups: (() => Promise<void>)[] = [];
  const { bench, chunks: [header, ...rest] } = recorderBench((cleanup) => void cleanups.push(cleanup));
  let writes = 0;
  const b = await bench({
    store: (real) => ({
      async append(...write) {
        const fails = ++writes % 7 === 0;
        if (fails && writes % 2 === 0) throw new Failure('storage_failed');
        await real.append(...write);
        if (fails) throw new Failure('storage_failed');
      },
    }),
  });
  await b.recorder.start();
  const id = b.recorder.view().recordingId!;
  for (let take = 0; take < takes; take++) {
    if (take > 0) await b.recorder.resume();
    b.mic.slice(header!);
    for (let chunk = 1; chunk < chunks; chunk++) b.mic.slice(rest[chunk % rest.length]!);
    await b.recorder.pause();
  }
  const { device } = b;
  const { publicKey } = await organisationKey();
  const texts = { ...device, publicKeys: async () => [{ ...publicKey, use: 'seal' as const }], localKeys: null, randomBytes: (length: number) => webcrypto.getRandomValues(new Uint8Array(length)) };
  for (let edit = 0; edit < 10; edit++) {
    await writeText(texts, id, { kind: 'title' }, 'the same title');
    await writeText(texts, id, { kind: 'mark', mark: 1 }, 'the same label');
  }
  await b.recorder.stop();
  await until(() => b.device.locks.held().length === 0);
  for (const cleanup of cleanups) await cleanup();
}
