import { effect, type ReadonlySignal } from '@preact/signals';
import type { DeviceDb } from '../../adapters/dexie/devicedb.ts';
import { exportRecording } from '../../adapters/dexie/exportrecording.ts';
import type { OwnerDb } from '../../adapters/dexie/ownerdb.ts';
import { sendAnyway } from '../../adapters/dexie/sendanyway.ts';
import { recordingLog, type LogEntry } from '../../adapters/recordinglog.ts';
import type { OwnerId, RecordingId } from '../../core/names.ts';
import type { Clock, LocalKeys, RecordingStore } from '../../core/ports.ts';
import { readTexts } from '../../core/seal/texts.ts';
import type { Playback } from '../playback/sound.ts';
import { saveFile } from '../savefile.ts';
import { fileName } from './filename.ts';
import { createPrivateTexts, type PrivateTexts } from './privatetexts.ts';

/** What the library can do besides showing. */
export interface LibraryTools {
  texts: PrivateTexts;
  /** Rejects when it cannot be loaded. */
  playback(): Promise<Playback>;
  /** What has happened to a recording, oldest first; null when the log cannot be read. Never rejects. */
  log(id: RecordingId): Promise<LogEntry[] | null>;
  /** Large as it is, over any network. Never rejects. */
  sendAnyway(id: RecordingId): Promise<void>;
  /** Saves a recording as a file that plays everywhere, where this device can open all of it, else sealed as it lies. Never rejects. */
  save(id: RecordingId): Promise<'playable' | 'sealed' | 'failed'>;
  /** Saves it sealed as it lies. Never rejects. */
  saveSealed(id: RecordingId): Promise<'sealed' | 'failed'>;
}

export interface LibraryDeps {
  ownerId: OwnerId;
  db: OwnerDb;
  deviceDb: DeviceDb;
  clock: Clock;
  store: RecordingStore;
  localKeys: LocalKeys;
  /** Nothing that is open may be seen, nor stay open. */
  covered: ReadonlySignal<boolean>;
  onSendAnyway(): void;
}

/** The tools of one owner's library. */
export function createLibraryTools(deps: LibraryDeps): LibraryTools {
  const { db, deviceDb, clock, store } = deps;
  const texts = createPrivateTexts({
    withTexts: async () => new Set((await db.texts.toCollection().primaryKeys()).map(([id]) => id)),
    read: (id) => readTexts(deps, id),
  });
  effect(() => {
    if (deps.covered.value) texts.forget();
  });
  const playback = async () => (await import('../playback/opensound.ts')).createPlayback(deps);

  async function saveSealed(id: RecordingId): Promise<'sealed' | 'failed'> {
    try {
      saveFile(`holdfast-${id}.tar`, await exportRecording(db, id, clock.nowMs()));
      return 'sealed';
    } catch {
      return 'failed';
    }
  }

  return {
    texts,
    playback,
    log: (id) => recordingLog(deviceDb, id).catch(() => null),
    sendAnyway: (id) => sendAnyway(db, id).then(deps.onSendAnyway).catch(() => undefined),
    async save(id) {
      const sound = await playback()
        .then((opener) => opener.open(id))
        .catch(() => 'unreadable' as const);
      const row = await store.get(id).catch(() => undefined);
      if (typeof sound === 'string' || sound.incomplete || !row) return saveSealed(id);
      for (const [i, { blob, extension }] of sound.parts.entries()) {
        saveFile(fileName(row, extension, sound.parts.length > 1 ? i + 1 : null), new Uint8Array(await blob.arrayBuffer()));
      }
      return 'playable';
    },
    saveSealed,
  };
}
