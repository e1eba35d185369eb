import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { DeviceMemory } from '../../adapters/dexie/devicedb.ts';
import type { RecorderView } from '../../core/capture/recorderview.ts';
import type { OwnerId } from '../../core/names.ts';
import type { Telemetry } from '../../core/ports.ts';
import { cleanupsOf, noticeOf, type Notice } from '../../wire/flags.ts';
import type { Flags } from '../flags.ts';
import type { StorageService } from '../storage/storageservice.ts';
import type { BootWatch } from './boots.ts';

/** A notice ends by the clock, not by an event. */
const LOOK_MS = 30_000;
const CLOSED_KEY = 'holdfast.notice';

/** What the flags mean for this page. */
export interface FlagsOfPage {
  /** The legacy recorder stands in the place of the offline one. */
  legacy: ReadonlySignal<boolean>;
  /** What waits here is not sent until the feature is on again. */
  held: ReadonlySignal<boolean>;
  /** What everybody is to be told, unless its person has closed it. */
  notice: ReadonlySignal<Notice | null>;
  closeNotice(): void;
  /** The legacy recorder holds audio that nobody else has: it stays for as long. */
  keepLegacy(busy: boolean): void;
  version(): number;
  telemetry: Telemetry;
}

export interface FlagsOfPageParts {
  account: { ownerId: OwnerId; internalHmac?: string };
  flags: Flags;
  recorder: ReadonlySignal<RecorderView>;
  memory: Pick<DeviceMemory, 'doneCleanups' | 'rememberCleanup'>;
  storage(): Promise<StorageService>;
  telemetry: Telemetry;
  boots: Pick<BootWatch, 'proven'>;
  /** What was held may be sent. */
  onRelease(): void;
}

/** Follows the flags for one owner's page: which recorder it shows, what it says and what support asks of it. */
export function composeFlags({ account, flags, recorder, memory, storage, telemetry, boots, onRelease }: FlagsOfPageParts): FlagsOfPage {
  const legacy = signal(!flags.offlineRecording.value.enabled);
  const keptLegacy = signal(false);
  effect(() => {
    const wanted = !flags.offlineRecording.value.enabled;
    // Whatever records now is what it was when it began.
    if (recorder.value.phase === 'idle' && !keptLegacy.value) legacy.value = wanted;
    if (recorder.value.phase === 'recording') boots.proven();
  });

  let wasHeld = flags.held.value;
  effect(() => {
    const held = flags.held.value;
    if (wasHeld && !held) onRelease();
    wasHeld = held;
  });

  const nowMs = signal(Date.now());
  setInterval(() => (nowMs.value = Date.now()), LOOK_MS);
  const closed = signal(closedBefore());
  const notice = computed(() => {
    const found = noticeOf(flags.document.value, nowMs.value);
    return found && found.id !== closed.value ? found : null;
  });

  effect(() => {
    const requests = cleanupsOf(flags.document.value, account.internalHmac);
    if (requests.length > 0) void import('./runcleanups.ts').then(({ runCleanups }) => runCleanups({ ownerId: account.ownerId, memory, storage, telemetry }, requests)).catch(() => undefined);
  });

  return {
    legacy,
    held: flags.held,
    notice,
    closeNotice() {
      closed.value = notice.value?.id ?? closed.value;
      try {
        localStorage.setItem(CLOSED_KEY, closed.value);
      } catch {
        // Storage is forbidden here: it stays closed as long as the page.
      }
    },
    keepLegacy: (busy) => (keptLegacy.value = busy),
    version: flags.version,
    telemetry,
  };
}

function closedBefore(): string {
  try {
    return localStorage.getItem(CLOSED_KEY) ?? '';
  } catch {
    return '';
  }
}
