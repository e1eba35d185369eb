import { randomUUID } from 'node:crypto';
import { webDigest, webRandomBytes, webSealing } from '../../src/adapters/webcrypto.ts';
import { createRecorder } from '../../src/core/capture/recorder.ts';
import { recoverOrphans } from '../../src/core/capture/recovery.ts';
import { Failure } from '../../src/core/failures.ts';
import type { RecordingId } from '../../src/core/names.ts';
import { freezeManifest } from '../../src/core/outbox/freezemanifest.ts';
import type { RecordingStore, Sealing } from '../../src/core/ports.ts';
import type { TextSubject } from '../../src/core/seal/format.ts';
import { writeText } from '../../src/core/seal/texts.ts';
import { createTestClock, createTestLocks, organisationKey, ownerId } from '../bench/device.ts';
import { createMemoryRecordings } from '../bench/memoryrecordings.ts';
import { createTestMicrophone } from '../bench/microphone.ts';
import { createDice } from '../simulation/dice.ts';
import { repeatedSeals, watchSeals, type Seal } from './watchseals.ts';

/** What came of a history of recording. */
export interface SealingHistory {
  seals: Seal[];
  /** Key and IV that were used before. */
  repeated: Seal[];
  /** Chunks that were offered to the store with other bytes than at an earlier try. */
  changed: string[];
  counts: { chunks: number; takes: number; recordings: number; texts: number; refusedWrites: number; unsureWrites: number; takenOver: number; recovered: number };
}

const SUBJECTS: TextSubject[] = [{ kind: 'title' }, { kind: 'note' }, { kind: 'patient' }, { kind: 'mark', mark: 0 }];

/**
 * Records with the real recorder, WebCrypto and a store that fails at random, until `chunks` chunks are sealed: takes,
 * pauses, recordings taken over by others, deaths and recoveries, texts written and written again, before and after the
 * manifest. Everything that is sealed meanwhile is noted. The same seed goes the same way, but for keys and ids.
 */
export async function runSealingHistory({ seed = 1, chunks = 10_000, sealing = webSealing }: { seed?: number; chunks?: number; sealing?: Sealing } = {}): Promise<SealingHistory> {
  const dice = createDice(seed);
  const clock = createTestClock();
  const locks = createTestLocks();
  const { publicKey } = await organisationKey();
  const publicKeys = async () => [publicKey, { ...publicKey, kid: 'b1', use: 'break_glass' as const }];
  const counts = { chunks: 0, takes: 0, recordings: 0, texts: 0, refusedWrites: 0, unsureWrites: 0, takenOver: 0, recovered: 0 };
  const offered = new Map<string, string>();
  const changed: string[] = [];
  /** Nothing can be written at all. */
  let full = false;

  const memory = createMemoryRecordings(new Map(), async (mode, _name, work) => {
    if (mode === 'read') return work();
    if (full) throw new Failure('storage_full');
    if (dice.chance(0.05)) {
      counts.refusedWrites += 1;
      throw new Failure('storage_failed');
    }
    const result = work();
    if (dice.chance(0.03)) {
      counts.unsureWrites += 1;
      throw new Failure('storage_failed');
    }
    return result;
  });
  const store: RecordingStore = {
    ...memory,
    append(fence, chunk, durationMs, atMs) {
      const place = `${chunk.recordingId}/${chunk.take}/${chunk.chunk}`;
      const bytes = Buffer.from(chunk.sealed).toString('base64');
      if (!offered.has(place)) counts.chunks += 1;
      else if (offered.get(place) !== bytes) changed.push(place);
      offered.set(place, bytes);
      return memory.append(fence, chunk, durationMs, atMs);
    },
  };
  const mic = createTestMicrophone();
  const device = { clock, locks, store, digest: webDigest, sealing, ownerId, publicKeys, localKeys: null, randomBytes: webRandomBytes };
  const random = { uuid: () => randomUUID(), unit: dice.unit };
  const telemetry = { record: () => undefined };
  const recorder = createRecorder({
    ...device,
    random,
    telemetry,
    timers: { sleep: async (ms) => clock.pass(ms), every: () => () => undefined },
    microphone: mic.microphone,
    settings: () => ({ sliceMs: 250, quality: { preset: 'speech', bitsPerSecond: 32_000, processing: 'raw' }, consent: null, appVersion: 'test', flags: { version: 1, variant: 'offline' } }),
    choice: () => ({ deviceId: null, processing: 'raw' }),
    online: () => dice.chance(0.5),
    serverOffsetMs: () => null,
    onChange: () => undefined,
    onSegment: () => undefined,
  });

  async function write(id: RecordingId): Promise<void> {
    counts.texts += 1;
    // The person tries again when it did not work.
    for (let tries = 0; tries < 3; tries++) {
      const done = await writeText(device, id, dice.pick(SUBJECTS), dice.pick(['one', 'two', ''])).then(() => true, () => false);
      if (done) return;
    }
  }

  /** Lets everything go on that goes on by itself. */
  const settle = async () => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  };

  async function record(): Promise<void> {
    await recorder.start();
    for (let left = 50 + dice.below(200); left > 0 && recorder.view().phase !== 'idle'; left--) {
      if (recorder.view().phase !== 'recording') await settle();
      const id = recorder.view().recordingId;
      // Some slices are empty, many are alike.
      if (recorder.view().phase === 'recording') mic.slice(new Uint8Array(dice.below(4) * 9).fill(dice.below(3)));
      clock.pass(250);
      if (dice.chance(0.02)) {
        await recorder.pause();
        await recorder.resume();
      }
      if (id && dice.chance(0.02)) await write(id);
      if (id && dice.chance(0.003)) await memory.takeOver(id, randomUUID()).then(() => (counts.takenOver += 1), () => undefined);
      full = dice.chance(0.002);
    }
    if (recorder.view().phase === 'paused') await recorder.resume();
    full = dice.chance(0.1);
    await recorder.stop();
    await settle();
    full = false;
    // What could not be closed is an orphan now.
    counts.recovered += await recoverOrphans({ ...device, random, telemetry }).catch(() => 0);
  }

  const watch = watchSeals();
  try {
    while (counts.chunks < chunks) {
      await record();
      for (const { id, manifestSha256 } of (await store.all()).recordings.slice(-2)) {
        if (manifestSha256 === null) await freezeManifest(device, id).catch(() => undefined);
        await write(id);
      }
    }
    const { recordings } = await store.all();
    counts.recordings = recordings.length;
    for (const { id } of recordings) counts.takes += (await store.takes(id)).length;
  } finally {
    watch.stop();
  }
  return { seals: watch.seals, repeated: repeatedSeals(watch.seals), changed, counts };
}
