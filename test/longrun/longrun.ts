import type { Bytes } from '../../src/core/bytes.ts';
import { createRecorder } from '../../src/core/capture/recorder.ts';
import type { RecordingId } from '../../src/core/names.ts';
import type { RecordingStore } from '../../src/core/ports.ts';
import { createTestDevice, organisationKey } from '../bench/device.ts';
import { createTestMicrophone } from '../bench/microphone.ts';
import { webmSlices } from './slices.ts';

/** While online a segment is cut after so much. */
export const SEGMENT_MS = 15_000;

/** A store, and how the bytes of a segment are taken out of this memory: a browser has them on its disk. */
export interface LongStore {
  store: RecordingStore;
  forgetData(id: RecordingId, seq: number): Promise<void>;
}

/** A recording that can be as long as one likes, on a clock that goes as fast as its slices are saved. */
export interface LongRun {
  recordingId: RecordingId;
  /** Records so much further sound in slices, every one saved (and cut, when that is due) before the next one comes, while the server takes each segment as it is cut. */
  record(ms: number): Promise<void>;
  savedMs(): number;
  /** How many segments the server has. */
  segments(): number;
  /** Taps Stop. Resolves to how long it took, in milliseconds of this machine. */
  stop(): Promise<number>;
}

/** Starts a recording while online: recorder, writer, media clock, seals and cutter are the real ones. Slices come every `sliceMs`. */
export async function startLongRun({ store, forgetData }: LongStore, sliceMs: number): Promise<LongRun> {
  const device = createTestDevice();
  const { publicKey } = await organisationKey();
  const microphone = createTestMicrophone();
  const slices = webmSlices(sliceMs);
  const intervals: { everyMs: number; dueMs: number; run(): void }[] = [];
  let taken = 0;
  let taking: Promise<unknown> = Promise.resolve();
  let saved: () => void = () => undefined;
  let isCut: () => void = () => undefined;
  let lastCutMs = device.clock.monotonicMs();
  let broken: (error: unknown) => void = () => undefined;
  const recorder = createRecorder({
    ...device,
    localKeys: null,
    telemetry: { record: () => undefined },
    timers: {
      ...device.timers,
      every(everyMs, run) {
        const interval = { everyMs, dueMs: device.clock.monotonicMs() + everyMs, run };
        intervals.push(interval);
        return () => void intervals.splice(intervals.indexOf(interval), 1);
      },
    },
    store: { ...store, append: (...chunk) => store.append(...chunk).then(() => saved()) },
    microphone: microphone.microphone,
    publicKeys: async () => [publicKey],
    settings: () => ({ sliceMs, quality: { preset: 'standard', bitsPerSecond: 32_000, processing: 'voice' }, consent: null, appVersion: 'test', flags: { version: 1, variant: 'offline' } }),
    choice: () => ({ deviceId: null, processing: 'voice' }),
    online: () => true,
    serverOffsetMs: () => null,
    onChange: ({ fault }) => fault !== null && broken(new Error(fault)),
    onSegment() {
      // Stop says so too, and leaves what is not cut to whoever sends.
      if (recorder.view().phase !== 'recording') return;
      lastCutMs = device.clock.monotonicMs();
      taking = taking.then(takeSegments);
      isCut();
    },
  });
  await recorder.start();
  const { recordingId: id, fault } = recorder.view();
  if (id === null) throw new Error(`did not start: ${fault}`);

  async function takeSegments(): Promise<void> {
    const newest = (await store.get(id!))!.segmentCount - 1;
    await store.markSegmentSent(id!, newest);
    await forgetData(id!, newest);
    taken += 1;
  }

  async function hear(slice: Bytes): Promise<void> {
    device.clock.pass(sliceMs);
    const isDue = device.clock.monotonicMs() - lastCutMs >= SEGMENT_MS;
    const isDone = Promise.all([
      new Promise<void>((resolve, reject) => ([saved, broken] = [resolve, reject])),
      isDue ? new Promise<void>((resolve) => (isCut = resolve)) : taking,
    ]);
    microphone.slice(slice);
    await isDone;
    for (const interval of intervals) {
      if (device.clock.monotonicMs() < interval.dueMs) continue;
      interval.dueMs = device.clock.monotonicMs() + interval.everyMs;
      interval.run();
    }
  }

  return {
    recordingId: id,
    async record(ms) {
      for (let passed = 0; passed < ms; passed += sliceMs) await hear(slices.next().value as Bytes);
      await taking;
    },
    savedMs: () => recorder.view().savedMs,
    segments: () => taken,
    async stop() {
      const beganMs = performance.now();
      await recorder.stop();
      return performance.now() - beganMs;
    },
  };
}
