import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import type { Batch } from '../library/sending.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { heldHere } from './held.ts';
import { SignOutChoices } from './signoutchoices.tsx';
import { SignOutDelete } from './signoutdelete.tsx';
import { SignOutSending } from './signoutsending.tsx';

/** The way out, and what becomes of the audio that only this device has. */
export function SignOutDialog({ sending, onClose }: { sending: Batch; onClose(): void }) {
  const app = useApp();
  const [deleting, setDeleting] = useState(false);
  const { step, trouble } = app.signOut.view.value;
  const held = heldHere(app.recordings.value ?? []);
  const count = held.recordings.length + app.damaged.value.length;
  const close = () => {
    app.signOut.cancel();
    onClose();
  };
  const problem = trouble && (
    <p class="note tone-live" role="alert">
      {trouble === 'storage' ? words.signOut.storage : words.signOut.leftOver}
    </p>
  );

  if (step === 'leaving' || step === 'deleting') {
    return (
      <Dialog title={step === 'leaving' ? words.signOut.leaving : words.signOut.deleting} busy onClose={close}>
        <p>{words.signOut.moment}</p>
      </Dialog>
    );
  }
  if (step === 'sending') {
    return (
      <Dialog title={words.signOut.sendingTitle} onClose={close}>
        <SignOutSending batch={sending} onCancel={close} />
      </Dialog>
    );
  }
  if (count === 0) {
    return (
      <Dialog title={words.signOut.title} onClose={close}>
        {problem}
        <p>{held.written > 0 ? words.signOut.onlyWritten(held.written) : words.signOut.nothing}</p>
        <Action look="sea" label={words.account.signOut} onTap={app.signOut.keep} />
        <Action look="plain" label={words.signOut.cancel} onTap={close} />
      </Dialog>
    );
  }
  if (deleting) {
    return (
      <Dialog title={words.signOut.deleteTitle(count)} onClose={close}>
        <SignOutDelete count={count} minutes={held.minutes} onBack={() => setDeleting(false)} />
      </Dialog>
    );
  }
  return (
    <Dialog title={words.signOut.title} onClose={close}>
      {problem}
      <SignOutChoices count={count} held={held} onDelete={() => setDeleting(true)} />
      <Action look="plain" label={words.signOut.cancel} onTap={close} />
    </Dialog>
  );
}
