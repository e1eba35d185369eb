import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { SignInLink } from '../signin/signinlink.tsx';
import { Note } from './note.tsx';

/** Why nothing that was recorded is in sight, and how it comes back. Recording goes on as ever. */
export function LockNote() {
  const app = useApp();
  const online = app.online.value;
  const idle = app.recorder.value.phase === 'idle';
  return (
    <Note tone="soft" title={words.lock.title}>
      <p>{!online ? words.lock.offline : idle ? words.lock.online : words.lock.recording}</p>
      {online && idle && <SignInLink online />}
    </Note>
  );
}
