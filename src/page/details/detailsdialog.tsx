import type { RecordingId } from '../../core/names.ts';
import { moreWords, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Details } from './details.tsx';

/** The private details of one recording over everything else. */
export function DetailsDialog({ id, onClose }: { id: RecordingId; onClose(): void }) {
  return (
    <Dialog title={words.recorder.details} onClose={onClose}>
      <Details id={id} />
      <Action look="sea" label={moreWords.options.close} onTap={onClose} />
    </Dialog>
  );
}
