import { useContext, useEffect, useId, useMemo } from 'preact/hooks';
import { moreWords, words } from '../i18n/words.ts';
import { createDraft } from './draft.ts';
import { DraftsOfView } from './drafts.ts';
import type { TextOutcome } from './detailsstore.ts';

/**
 * A private text that is saved as it is left: by the focus, by the screen, or by the view that it stands in.
 * @param props.kept What is stored, null when this device cannot read it, undefined when there is nothing.
 * @param props.late The recording has been sent before.
 */
export function TextField(props: { label: string; maxLength: number; lines?: number; kept: string | null | undefined; late: boolean; save(text: string): Promise<TextOutcome> }) {
  const { label, maxLength, lines = 1, kept, late, save } = props;
  const id = useId();
  const draft = useMemo(() => createDraft(kept, save), []);
  const drafts = useContext(DraftsOfView);
  useEffect(() => drafts?.add(draft), [drafts, draft]);
  useEffect(() => {
    const leave = () => void draft.leave();
    document.addEventListener('visibilitychange', leave);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      leave();
    };
  }, [draft]);
  const state = draft.state.value;
  const field = {
    id,
    class: 'field',
    maxLength,
    autocomplete: 'off',
    value: draft.text.value,
    'aria-describedby': `${id}state`,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => draft.type(currentTarget.value),
    onBlur: () => void draft.leave(),
  } as const;
  const { what, safe, todo } = words.faults.screen.text_not_saved;
  const failed = state === 'failed' || state === 'gone' || state === 'no_key';
  return (
    <div class="textfield">
      <div class="textfield-head">
        <label for={id}>{label}</label>
        <output id={`${id}state`} class={failed ? 'textfield-state textfield-failed' : 'textfield-state'}>
          {state === 'saving' && moreWords.details.saving}
          {state === 'saved' && (late ? moreWords.details.savedHere : moreWords.details.saved)}
          {(state === 'kept' || state === 'changed') && kept === null && moreWords.details.sealedOff}
          {failed && `${what} ${safe} ${state === 'no_key' ? words.faults.capture.no_key.what : todo}`}
        </output>
      </div>
      {lines > 1 ? <textarea {...field} rows={lines} /> : <input {...field} type="text" />}
    </div>
  );
}
