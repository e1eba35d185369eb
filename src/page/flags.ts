import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeviceMemory } from '../adapters/dexie/devicedb.ts';
import { fetchFlags } from '../adapters/flagfetch.ts';
import { onFlagsVersion } from '../adapters/http.ts';
import { evaluateFlag, type Evaluation, type Person } from '../core/flags/evaluate.ts';
import { isHeld } from '../core/flags/holds.ts';
import { settingsOf, type Settings } from '../core/flags/settings.ts';
import type { Telemetry } from '../core/ports.ts';
import type { FlagDocument } from '../wire/flags.ts';

/** What a person has set on this device, for tests and support: `offline` or `off`. */
const OVERRIDE_KEY = 'holdfast.override';
/** Another answer may name a newer document before this server has it: asking at once again would bring the old one. */
const AGAIN_AFTER_MS = 2_000;

export interface Flags {
  offlineRecording: ReadonlySignal<Evaluation>;
  /** What waits is not sent: the feature is off, and the flag says so. */
  held: ReadonlySignal<boolean>;
  /** The last good document. */
  document: ReadonlySignal<FlagDocument | undefined>;
  version(): number;
  settings(): Settings;
  /** After how long without anybody a page locks. */
  idleLockMinutes(): number;
  /** An answer has named a newer document, which has been asked for and has not come yet. */
  behind(): boolean;
  /** Fetches the document; a broken, older or missing one never replaces a good one. Never rejects. */
  refresh(): Promise<void>;
  /** Asks again every `pollSeconds`, and when an answer of the API names a newer version. */
  start(): void;
}

export interface FlagsParts {
  memory: Pick<DeviceMemory, 'flags' | 'rememberFlags'>;
  telemetry: Telemetry;
  /** Who is signed in. */
  person: Person;
  /** The build's setting. */
  fallback: boolean;
}

/** The flags as this device knows them: the last good document, else the build's setting. */
export async function loadFlags({ memory, telemetry, person, fallback }: FlagsParts): Promise<Flags> {
  const document = signal(await memory.flags().catch(() => undefined));
  const device = { override: override(), crashLoop: false };
  const offlineRecording = computed(() => evaluateFlag(document.value, 'enableOfflineRecording', person, device, fallback));
  const version = () => document.value?.version ?? 0;
  const settings = () => settingsOf(document.value?.settings);
  /** Faults that were reported since the last good answer. */
  const reported = new Set<string>();
  let asking: Promise<void> | null = null;
  let next: ReturnType<typeof setTimeout> | undefined;
  let started = false;
  let behind = false;
  /** Named while a question was under way, whose answer may be older: another one follows. */
  let again = false;
  /** The version that an answer has named last, for as long as naming it again asks for nothing. */
  let named = 0;

  async function ask(): Promise<void> {
    const { document: found, answer, fault } = await fetchFlags(memory, document.value);
    if (answer === 'new' && found) {
      document.value = found;
      telemetry.record({ event: 'flags_loaded', level: 'info', version: found.version });
      const { variant, reason } = offlineRecording.value;
      telemetry.record({ event: 'flags_evaluated', level: 'info', version: found.version, variant, reason });
    }
    if (answer === 'new' || answer === 'same') reported.clear();
    if (fault === undefined || reported.has(fault)) return;
    reported.add(fault);
    telemetry.record({ event: 'flags_rejected', level: 'warn', reason: fault });
  }

  const refresh = (): Promise<void> =>
    (asking ??= ask().finally(() => {
      asking = null;
      behind = again;
      again = false;
      if (behind) void refresh();
      else poll();
    }));

  /** The next time, counted from the last answer and by what that says. */
  function poll(): void {
    clearTimeout(next);
    if (started) next = setTimeout(() => void refresh(), settings().pollSeconds * 1000);
  }

  return {
    offlineRecording,
    held: computed(() => !offlineRecording.value.enabled && isHeld(document.value, person)),
    document,
    version,
    settings,
    idleLockMinutes: () => settings().idleLockMinutes,
    behind: () => behind,
    refresh,
    start() {
      onFlagsVersion((newer) => {
        if (newer <= Math.max(named, version())) return;
        named = newer;
        again = asking !== null;
        behind = true;
        void refresh();
        setTimeout(() => {
          named = 0;
          if (newer > version()) void refresh();
        }, AGAIN_AFTER_MS);
      });
      started = true;
      poll();
    },
  };
}

function override(): boolean | undefined {
  try {
    const set = localStorage.getItem(OVERRIDE_KEY);
    return set === 'offline' ? true : set === 'off' ? false : undefined;
  } catch {
    return undefined;
  }
}
