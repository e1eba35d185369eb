import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createMemoryStore } from '../../api/adapters/memorystore.ts';
import type { ComposeDeps } from '../../api/compose/compose.ts';
import type { KeyRing, ObjectStore } from '../../api/ports.ts';
import type { Bytes } from '../../src/core/bytes.ts';
import { archivePrefix } from '../../src/core/names.ts';
import { buildRecording, storeRecording, type BuiltRecording, type RecordingPlan } from './recording.ts';
import type { TestKeyRing } from './keyring.ts';

export const OWNER_ID = 'c0'.repeat(16);

/** What compose needs, over a store in memory and a folder that the test removes, and what it left in them. */
export interface ComposeBench {
  deps: ComposeDeps;
  store: ObjectStore;
  lines: { level: string; event: string; fields: Record<string, unknown> | undefined }[];
  /** Builds a recording, stores it whole, and returns it. */
  receive(plan: Partial<RecordingPlan> & Pick<RecordingPlan, 'takes'>): Promise<BuiltRecording>;
  /** Names in the archive of a recording. */
  archived(recordingId: string): Promise<string[]>;
  /** An archived file. */
  file(recordingId: string, name: string): Promise<Bytes>;
  /** What lies in the work folder. */
  leftovers(): Promise<string[]>;
}

/** `wrap` and `keys` replace parts, to make them fail. */
export async function createComposeBench(
  ring: TestKeyRing,
  { wrap = (store) => store, keys = ring.keys }: { wrap?(store: ObjectStore): ObjectStore; keys?: KeyRing } = {},
): Promise<ComposeBench> {
  const workDir = await mkdtemp(join(tmpdir(), 'compose-test-'));
  onTestFinished(() => rm(workDir, { recursive: true, force: true }));
  let nowMs = 1_800_000_000_000;
  const clock = () => ++nowMs;
  const lines: ComposeBench['lines'] = [];
  const store = createMemoryStore({ clock });
  return {
    store,
    lines,
    deps: { store: wrap(store), keys, clock, log: (level, event, fields) => void lines.push({ level, event, fields }), workDir },
    async receive(plan) {
      const recording = await buildRecording({ ownerId: OWNER_ID, recordingId: randomUUID(), sealTo: [ring], ...plan });
      await storeRecording(store, recording);
      return recording;
    },
    async archived(recordingId) {
      const prefix = archivePrefix(OWNER_ID, recordingId);
      const names: string[] = [];
      for await (const { key } of store.list(prefix)) names.push(key.slice(prefix.length));
      return names;
    },
    async file(recordingId, name) {
      const bytes = await store.get(archivePrefix(OWNER_ID, recordingId) + name);
      if (!bytes) throw new Error(`no ${name}`);
      return bytes;
    },
    leftovers: () => readdir(workDir),
  };
}

export function sha256Hex(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}
