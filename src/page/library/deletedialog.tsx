import type { Recording } from '../../core/recording.ts';
import { formats, moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';

/** The question before something is thrown away that nobody else has. */
export function DeleteDialog({ recording, onDelete, onClose }: { recording: Pick<Recording, 'savedMs'>; onDelete(): void; onClose(): void }) {
  return (
    <Dialog title={moreWords.library.deleteTitle} onClose={onClose}>
      <p>{moreWords.library.deleteText(formats.duration(recording.savedMs))}</p>
      <Action look="stop" label={moreWords.library.delete} onTap={onDelete} />
      <Action look="plain" label={moreWords.library.keep} onTap={onClose} />
    </Dialog>
  );
}
