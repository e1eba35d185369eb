import { useId, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { confirms } from './confirms.ts';

/** The last question before audio is lost: what is lost, and a word to type, so that no slip of a finger does it. */
export function SignOutDelete({ count, minutes, onBack }: { count: number; minutes: number; onBack(): void }) {
  const app = useApp();
  const id = useId();
  const [typed, setTyped] = useState('');
  const sure = confirms(typed, words.signOut.deleteWord, words.locale);
  return (
    <form
      class="confirm"
      onSubmit={(event) => {
        event.preventDefault();
        if (sure) app.signOut.remove();
      }}
    >
      <p class="note tone-live" id={`${id}text`}>
        {words.signOut.deleteText(count, minutes)}
      </p>
      <label for={id}>{words.signOut.deleteType(words.signOut.deleteWord)}</label>
      <input
        id={id}
        class="field"
        type="text"
        autofocus
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-describedby={`${id}text`}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <Action look="record" label={words.signOut.deleteAction} off={!sure} describedBy={`${id}text`} onTap={app.signOut.remove} />
      <Action look="plain" label={words.signOut.back} onTap={onBack} />
    </form>
  );
}
