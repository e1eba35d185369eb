import { webcrypto } from 'node:crypto';
import { concat, fromBase64 } from '../../src/core/bytes.ts';
import { cutSegment } from '../../src/core/capture/cutsegment.ts';
import { createRecorder } from '../../src/core/capture/recorder.ts';
import type { MicrophoneChoice, RecordingStore } from '../../src/core/ports.ts';
import { chunkAad, chunkIv } from '../../src/core/seal/format.ts';
import { decodeSegment } from '../../src/core/segment.ts';
import { mediaFixture } from '../build/mediafixture.ts';
import { createTestDevice, organisationKey, ownerId } from './device.ts';
import { createTestMicrophone } from './microphone.ts';

export interface RecorderChange {
  store?: (real: RecordingStore) => Partial<RecordingStore>;
  keys?: boolean;
  online?: boolean;
}

/** Recorders over the real store, with a microphone and a clock in the test's hand. `afterEach` is the test runner's. */
export function recorderBench(afterEach: (cleanup: () => Promise<void>) => void) {
  const { mimeType, chunks } = mediaFixture('chromium-opus.webm');
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  async function bench(change: RecorderChange = {}) {
    const device = createTestDevice();
    cleanups.push(() => device.db.delete());
    const mic = createTestMicrophone(mimeType);
    const { publicKey, privateKey } = await organisationKey();
    const segments: number[] = [];
    const seals: { key: object; iv: string }[] = [];
    const online = { now: change.online ?? false };
    const choice: MicrophoneChoice = { deviceId: null, processing: 'voice' };
    const intervals = new Set<{ everyMs: number; run(): void; dueMs: number }>();
    const recorder = createRecorder({
      ...device,
      timers: {
        ...device.timers,
        every(everyMs, run) {
          const interval = { everyMs, run, dueMs: device.clock.monotonicMs() + everyMs };
          intervals.add(interval);
          return () => void intervals.delete(interval);
        },
      },
      store: { ...device.store, ...change.store?.(device.store) },
      sealing: {
        async newTakeKey(publicKeys, deviceKey) {
          const fresh = await device.sealing.newTakeKey(publicKeys, deviceKey);
          return {
            ...fresh,
            key: {
              seal(iv, aad, plain) {
                seals.push({ key: fresh.key, iv: iv.join() });
                return fresh.key.seal(iv, aad, plain);
              },
            },
          };
        },
      },
      microphone: mic.microphone,
      localKeys: null,
      publicKeys: async () => (change.keys === false ? [] : [{ ...publicKey, use: 'seal' }]),
      settings: () => ({ sliceMs: 250, quality: { preset: 'standard', bitsPerSecond: 32_000, processing: choice.processing }, consent: null, appVersion: 'test', flags: { version: 1, variant: 'offline' } }),
      choice: () => choice,
      online: () => online.now,
      serverOffsetMs: () => null,
      onChange: () => undefined,
      onSegment: () => void segments.push(device.clock.nowMs()),
    });
    const rows = async () => (await device.store.all()).recordings;
    /** Opens everything that is stored of a recording, take by take. */
    const heard = async (id: string) => {
      while (await cutSegment(device, id));
      const takes = await device.store.takes(id);
      const plain = takes.map(() => [] as Uint8Array[]);
      for (const { seq } of await device.store.segments(id)) {
        for (const { take, chunk, sealed } of decodeSegment((await device.store.segmentData(id, seq))!)) {
          const raw = await webcrypto.subtle.decrypt('RSA-OAEP', privateKey, fromBase64(takes[take]!.wrappedKeys[0]!.wrapped));
          const key = await webcrypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
          const place = { ownerId, recordingId: id, take, chunk, mimeType };
          plain[take]!.push(new Uint8Array(await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv: chunkIv(chunk), additionalData: chunkAad(place) }, key, sealed)));
        }
      }
      return plain.map((parts) => concat(parts));
    };
    /** Lets time pass in steps of 100 ms, with the recorder's timers. */
    const pass = (ms: number) => {
      for (let passed = 0; passed < ms; passed += 100) {
        device.clock.pass(100);
        for (const interval of intervals) {
          if (device.clock.monotonicMs() < interval.dueMs) continue;
          interval.dueMs += interval.everyMs;
          interval.run();
        }
      }
    };
    return { device, mic, recorder, rows, heard, segments, seals, online, choice, pass };
  }
  /** A bench whose recorder runs and has saved its first chunks. */
  async function recording(change?: Parameters<typeof bench>[0]): Promise<Awaited<ReturnType<typeof bench>>> {
    const b = await bench(change);
    await b.recorder.start();
    for (const chunk of chunks) b.mic.slice(chunk);
    await until(async () => (await b.rows())[0]!.chunkCount === chunks.length);
    return b;
  }
  return { bench, recording, chunks, mimeType };
}

/** Lets everything run that waits for nothing but its turn, until `condition`. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 2_000; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('never came true');
}
