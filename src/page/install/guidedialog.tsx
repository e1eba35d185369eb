import { moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { openOver } from '../shell/overlay.tsx';
import { Guide } from './guide.tsx';
import { setSaid } from './onceonly.ts';

/** Opens the guide over the page, which goes on with whatever it does. */
export function openGuide(): void {
  setSaid('install');
  openOver((close) => (
    <Dialog title={moreWords.install.guide.title} onClose={close}>
      <Guide />
      <Action look="sea" label={moreWords.install.guide.close} onTap={close} />
    </Dialog>
  ));
}
