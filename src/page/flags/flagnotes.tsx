import { useApp } from '../app.ts';
import { moreWords, spokenLanguage } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Note } from '../shell/note.tsx';

/** The admins' notice, and what becomes of `waiting` recordings while sending is off. */
export function FlagNotes({ waiting }: { waiting: number }) {
  const { held, notice, closeNotice } = useApp().flags;
  const text = notice.value?.text[spokenLanguage()];
  return (
    <>
      {text !== undefined && (
        <div class={`note tone-${notice.value?.level === 'warning' ? 'hold' : 'sea'}`} role="status" data-testid="notice">
          <p>{text}</p>
          <Action look="plain" label={moreWords.flags.close} onTap={closeNotice} />
        </div>
      )}
      {held.value && waiting > 0 && (
        <Note tone="hold" title={moreWords.flags.heldTitle(waiting)}>
          <p>{moreWords.flags.held}</p>
        </Note>
      )}
    </>
  );
}
