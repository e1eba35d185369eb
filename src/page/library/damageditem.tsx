import type { RecordingId } from '../../core/names.ts';
import { sendingMessage } from '../faults/sendingmessage.ts';
import { words } from '../i18n/words.ts';
import { SaveAction } from './saveaction.tsx';

/** A recording of which not even the description can be read. The others go on without it; what there is can be saved. */
export function DamagedItem({ id, save }: { id: RecordingId; save(): Promise<'sealed' | 'failed'> }) {
  const { what, safe, todo } = sendingMessage({ code: 'data_corrupt', remedy: 'park', atMs: 0 });
  return (
    <li class="item" data-recording-id={id} data-state="damaged">
      <div class="item-head">
        <span class="item-title">{words.library.damagedTitle}</span>
        <span class="pill tone-live">{words.state.failed(what)}</span>
      </div>
      <p class="item-text">
        <span class="item-detail">
          {safe} {todo}
        </span>
      </p>
      <SaveAction label={words.library.exportFile} save={save} />
    </li>
  );
}
