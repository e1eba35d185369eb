import { useId } from 'preact/hooks';
import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import type { Held } from './held.ts';
import { sendObstacle } from './sendobstacle.ts';

/** What may become of the audio that only this device has, each way with what it means. */
export function SignOutChoices({ count, held, onDelete }: { count: number; held: Held; onDelete(): void }) {
  const app = useApp();
  const id = useId();
  const obstacle = sendObstacle({ sendable: held.sendable, online: app.online.value, signIn: app.signIn.value, held: app.flags.held.value });
  return (
    <>
      <p>{words.signOut.held(count, held.minutes)}</p>
      <ul class="choices">
        <li>
          <Action look="sea" icon="send" label={words.signOut.send} off={obstacle !== null} describedBy={`${id}send`} onTap={app.signOut.send} />
          <p id={`${id}send`}>{obstacle ?? words.signOut.sendHint}</p>
        </li>
        <li>
          <Action look="plain" icon="seal" label={words.signOut.keep} describedBy={`${id}keep`} onTap={app.signOut.keep} />
          <p id={`${id}keep`}>{words.signOut.keepHint}</p>
        </li>
        <li>
          <Action look="stop" label={words.signOut.delete} describedBy={`${id}delete`} onTap={onDelete} />
          <p id={`${id}delete`}>{words.signOut.deleteHint}</p>
        </li>
      </ul>
    </>
  );
}
