import { render } from 'preact';
import { MAX_FAILED_BOOTS } from '../../core/flags/boots.ts';
import type { Telemetry } from '../../core/ports.ts';
import { Action } from '../shell/action.tsx';
import { Brand } from '../shell/brand.tsx';
import { Note } from '../shell/note.tsx';
import { Legacy } from './legacy.tsx';
import { legacyWords } from './legacywords.ts';

/** A page of its own for a device on which the offline recorder does not start: nothing of that is loaded here. */
export function showLegacyPage(root: HTMLElement, telemetry: Telemetry, boots: { tryAgain(): void }): void {
  telemetry.record({ event: 'crash_loop', level: 'error', failures: MAX_FAILED_BOOTS, appVersion: __APP_VERSION__ });
  let busy = false;
  root.replaceChildren();
  const show = () => render(<Page />, root);
  function Page() {
    const own = legacyWords();
    return (
      <div class="shell">
        <header class="top">
          <Brand />
        </header>
        <main class="views">
          <div class="notices">
            <Note tone="hold" title={own.crashTitle}>
              <p>{own.crash}</p>
              <Action
                look="plain"
                label={own.crashTryAgain}
                off={busy}
                onTap={() => {
                  boots.tryAgain();
                  location.reload();
                }}
              />
            </Note>
          </div>
          <Legacy
            telemetry={telemetry}
            flagsVersion={0}
            online={navigator.onLine}
            onBusy={(now) => {
              busy = now;
              show();
            }}
          />
        </main>
      </div>
    );
  }
  show();
  addEventListener('online', show);
  addEventListener('offline', show);
}
