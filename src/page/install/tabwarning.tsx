import { moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { openOver } from '../shell/overlay.tsx';
import { openGuide } from './guidedialog.tsx';
import { setSaid } from './onceonly.ts';

/** What a person should know before the first recording in a tab of iOS. `record` begins it anyway. */
export function showTabWarning(record: () => void): void {
  setSaid('tab');
  openOver((close) => <TabWarning record={record} close={close} />);
}

function TabWarning({ record, close }: { record(): void; close(): void }) {
  const { title, apart, erased, anyway, how } = moreWords.install.tab;
  const then = (go: () => void) => () => {
    close();
    go();
  };
  return (
    <Dialog title={title} onClose={close}>
      <p>{apart}</p>
      <p>{erased}</p>
      <Action look="record" icon="record" label={anyway} onTap={then(record)} />
      <Action look="plain" label={how} onTap={then(openGuide)} />
    </Dialog>
  );
}
