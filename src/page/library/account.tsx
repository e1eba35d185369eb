import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';

/** Who is using this device, and the way for somebody else to. It leaves the page, so not during a recording. */
export function Account({ waiting }: { waiting: number }) {
  const app = useApp();
  const busy = app.recorder.value.phase !== 'idle';
  return (
    <details class="account">
      <summary>{app.account.email ?? words.account.nameless}</summary>
      <p id="sign-out-text">
        {busy ? words.account.recording : words.account.hint} {waiting > 0 && words.account.unsent(waiting)}
      </p>
      <button class="action look-plain" type="button" disabled={busy} aria-describedby="sign-out-text" onClick={app.signOut}>
        {words.account.signOut}
      </button>
    </details>
  );
}
