import type { RecordingId } from '../../core/names.ts';
import { useApp } from '../app.ts';
import { moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';

/** That a recording has just been thrown away, and the way back. It stays until it was taken, or the view is left. */
export function TrashNote({ id, onDone }: { id: RecordingId | null; onDone(): void }) {
  const app = useApp();
  return (
    <div role="status" class={id === null ? 'spoken' : undefined}>
      {id !== null && (
        <div class="note tone-soft trashnote">
          <p>{moreWords.trash.done}</p>
          <Action look="plain" label={moreWords.trash.undo} onTap={() => void app.storage().then((storage) => storage.restore(id)).then(onDone).catch(() => undefined)} />
        </div>
      )}
    </div>
  );
}
