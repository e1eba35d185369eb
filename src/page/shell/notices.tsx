import { useApp } from '../app.ts';
import { LazyFlagNotes } from '../flags/lazyflagnotes.tsx';
import { words } from '../i18n/words.ts';
import { SignInLink } from '../signin/signinlink.tsx';
import { Action } from './action.tsx';
import { LockNote } from './locknote.tsx';
import { Note } from './note.tsx';
import { useLoaded } from './useloaded.ts';

const loadDeviceNotes = () => import('../update/devicenotes.tsx');

/** What concerns the whole device, above whatever is shown. Nothing here leads away from a recording in progress. */
export function Notices({ waiting }: { waiting: number }) {
  const app = useApp();
  const idle = app.recorder.value.phase === 'idle';
  const signIn = app.signIn.value;
  const broken = app.storageBroken.value;
  const locked = app.cover.value === 'locked';
  const flagged = app.flags.notice.value !== null || (app.flags.held.value && waiting > 0);
  const later = useLoaded(loadDeviceNotes);
  const unreadable = words.faults.screen.storage_unreadable;
  const way = idle ? <SignInLink online={app.online.value} /> : <p>{words.signIn.afterRecording}</p>;
  return (
    <div class="notices">
      {broken && (
        <Note tone="live" title={unreadable.what} alert>
          <p>
            {unreadable.safe} {unreadable.todo}
          </p>
          {idle && <Action look="plain" label={words.storage.reload} onTap={() => location.reload()} />}
        </Note>
      )}
      {flagged && <LazyFlagNotes waiting={waiting} />}
      {locked && <LockNote />}
      {!locked && signIn === 'out' && (
        <Note tone="sea" title={words.signIn.outTitle(waiting)}>
          <p>{words.signIn.out}</p>
          {way}
        </Note>
      )}
      {signIn === 'other' && (
        <Note tone="hold" title={words.signIn.otherTitle}>
          <p>{words.signIn.other}</p>
          {way}
        </Note>
      )}
      {later && <later.DeviceNotes />}
    </div>
  );
}
