import { words as appWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { signInHref } from '../signin/signinhref.ts';
import { useAdmin } from './admincontext.ts';
import { adminWords } from './words/adminwords.ts';

/** Why nothing is to be seen here, and what to do. Nothing that only admins may see is on the screen with it. */
export function Closed() {
  const { gate, desk, locked } = useAdmin();
  const own = adminWords().gate;
  const state = gate.state.value;
  const name = gate.person.value?.email ?? appWords.account.nameless;
  const kept = desk.changes.value > 0;
  const { title, text } =
    state === 'in' && locked.value
      ? { title: own.locked, text: own.lockedText }
      : state === 'signed_out'
        ? { title: own.signedOut, text: own.signedOutText }
        : state === 'not_allowed'
          ? { title: own.notAllowed, text: own.notAllowedText(name) }
          : state === 'offline'
            ? { title: own.offline, text: own.offlineText }
            : { title: own.asking, text: '' };
  const href = signInHref(location.pathname);
  return (
    <main class="welcome-main admin-closed">
      <div class="admin-closed-text" role="alert">
        <h2 class="headline">{title}</h2>
        <p class="hint">{text}</p>
      </div>
      {kept && <p class="note tone-hold">{own.draftKept}</p>}
      <div class="admin-ways">
        {state !== 'offline' && state !== 'asking' && (
          // Leaving this page would end the edit.
          <a class="action look-sea" href={href} {...(kept && { target: '_blank', rel: 'noopener' })}>
            {kept ? own.otherTab : appWords.signIn.action}
          </a>
        )}
        {state !== 'asking' && <Action look="plain" label={own.again} onTap={() => void gate.look()} />}
      </div>
    </main>
  );
}
