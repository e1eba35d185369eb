import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { isAtWork, type Batch } from '../library/sending.ts';
import { Action } from '../shell/action.tsx';

/** A sign-out that waits until everything is sent. */
export function SignOutSending({ batch, onCancel }: { batch: Batch; onCancel(): void }) {
  const app = useApp();
  const atWork = isAtWork(batch);
  return (
    <>
      <output>{app.online.value ? words.signOut.sendingText : words.signOut.sendingOffline}</output>
      {atWork && <p class="counted">{words.network.sending(batch.done + 1, batch.ids.size)}</p>}
      <progress class="bar" max={100} value={atWork ? batch.percent : 0} aria-label={words.library.progress} />
      <Action look="plain" label={words.signOut.cancel} onTap={onCancel} />
    </>
  );
}
