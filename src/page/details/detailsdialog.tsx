import { useMemo } from 'preact/hooks';
import type { RecordingId } from '../../core/names.ts';
import { moreWords, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Details } from './details.tsx';
import { createDrafts, DraftsOfView } from './drafts.ts';

/** The private details of one recording over everything else. It closes when they are saved, or when that is wanted all the same. */
export function DetailsDialog({ id, onClose }: { id: RecordingId; onClose(): void }) {
  const drafts = useMemo(createDrafts, []);
  const close = () => drafts.leave(onClose);
  return (
    <Dialog title={words.recorder.details} onClose={close}>
      <DraftsOfView.Provider value={drafts}>
        <Details id={id} />
      </DraftsOfView.Provider>
      <Action look="sea" label={moreWords.options.close} onTap={close} />
    </Dialog>
  );
}
