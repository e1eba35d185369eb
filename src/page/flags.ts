import { signal, type ReadonlySignal } from '@preact/signals';
import type { DeviceMemory } from '../adapters/dexie/devicedb.ts';
import { answerOf, send } from '../adapters/http.ts';
import { Failure } from '../core/failures.ts';
import { evaluate, type Evaluation } from '../core/flags/evaluate.ts';
import { settingsOf } from '../core/flags/settings.ts';
import type { Telemetry } from '../core/ports.ts';
import { flagDocument, type FlagDocument } from '../wire/flags.ts';

export interface Flags {
  offlineRecording: ReadonlySignal<Evaluation>;
  version(): number;
  /** After how long without anybody a page locks. */
  idleLockMinutes(): number;
  /** Fetches the document; a broken, older or missing one never replaces a good one. Never rejects. */
  refresh(): Promise<void>;
}

/** The flags as this device knows them: the last good document, else the build's setting. */
export async function loadFlags(memory: DeviceMemory, telemetry: Telemetry, fallback: boolean): Promise<Flags> {
  let known: FlagDocument | undefined = await memory.flags().catch(() => undefined);
  const evaluated = () => evaluate(known?.flags.enableOfflineRecording, fallback);
  const offlineRecording = signal(evaluated());
  return {
    offlineRecording,
    version: () => known?.version ?? 0,
    idleLockMinutes: () => settingsOf(known?.settings).idleLockMinutes,
    async refresh() {
      try {
        const document = await answerOf(await send('/flags.json', { cache: 'no-cache' }, 10_000), flagDocument);
        if (known && document.version <= known.version) return;
        await memory.rememberFlags(document);
        known = document;
        offlineRecording.value = evaluated();
        telemetry.record({ event: 'flags_loaded', level: 'info', version: document.version });
      } catch (error) {
        if (error instanceof Failure && error.remedy === 'waitForNetwork' && error.code === 'network') return;
        telemetry.record({ event: 'flags_rejected', level: 'warn', reason: error instanceof Error ? error.message : 'unknown' });
      }
    },
  };
}
