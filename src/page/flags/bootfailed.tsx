import { render } from 'preact';
import { deviceClock } from '../../adapters/device.ts';
import { DeviceDb } from '../../adapters/dexie/devicedb.ts';
import { createTelemetryLog } from '../../adapters/telemetrylog.ts';
import { words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Note } from '../shell/note.tsx';
import type { BootWatch } from './boots.ts';

/** Says that the app could not start, and offers to try again. The start counts as failed. */
export function showBootFailed(root: HTMLElement, boots: Pick<BootWatch, 'failed' | 'threw'>, error: unknown): void {
  boots.threw();
  createTelemetryLog(new DeviceDb(), deviceClock).record({ event: 'boot_failed', level: 'error', failures: boots.failed + 1, message: error instanceof Error ? error.name : 'unknown' });
  const { what, safe, todo } = words.faults.screen.storage_unreadable;
  root.replaceChildren();
  render(
    <div class="shell">
      <main class="views">
        <Note tone="live" title={what} alert>
          <p>
            {safe} {todo}
          </p>
          <Action look="plain" label={words.storage.reload} onTap={() => location.reload()} />
        </Note>
      </main>
    </div>,
    root,
  );
}
