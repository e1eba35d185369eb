import { computed } from '@preact/signals';
import type { App } from '../app.ts';
import { moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { openOver } from '../shell/overlay.tsx';
import { Diagnostics } from './diagnostics.tsx';

/** Opens the diagnostics over the page, which goes on with whatever it does. */
export function openDiagnostics({ cover }: Pick<App, 'cover'>): void {
  const covered = computed(() => cover.value !== null);
  openOver((close) => (
    <Dialog title={moreWords.diagnostics.title} onClose={close}>
      <Diagnostics covered={covered} />
      <Action look="plain" label={moreWords.diagnostics.close} onTap={close} />
    </Dialog>
  ));
}
