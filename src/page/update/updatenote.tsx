import type { ReadonlySignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Note } from '../shell/note.tsx';
import type { Update } from './watchupdate.ts';

/** Offers a new version while nothing is recorded. `busy`: there is a recording in progress on this device. */
export function UpdateNote({ update, busy }: { update: Update; busy: ReadonlySignal<boolean> }) {
  const [later, setLater] = useState(false);
  const state = update.state.value;
  if (state === 'none' || later) return null;
  const words = moreWords.update;
  const held = busy.value || state === 'refused';
  const text = state === 'applying' ? words.applying : state === 'stuck' ? words.stuck : busy.value || state === 'refused' ? words.held : words.text;
  return (
    <Note tone="sea" title={words.title}>
      <p id="update-text">{text}</p>
      <div class="note-actions">
        {state !== 'stuck' && <Action look="sea" label={words.update} off={state === 'applying' || busy.value} describedBy={held ? 'update-text' : undefined} onTap={() => void update.apply()} />}
        {state !== 'applying' && <Action look="plain" label={words.later} onTap={() => setLater(true)} />}
      </div>
    </Note>
  );
}
