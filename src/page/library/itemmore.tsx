import { useId, useState } from 'preact/hooks';
import { waitsForWifi } from '../../core/connectivity/metered.ts';
import { isRunning, isUnsent, type Recording } from '../../core/recording.ts';
import { useApp } from '../app.ts';
import { moreWords, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Attempts } from './attempts.tsx';
import { DeleteDialog } from './deletedialog.tsx';
import { isBeingSent } from './progress.ts';
import type { ItemProps } from './itemprops.ts';
import { NothingChanged } from './nothingchanged.tsx';
import { SaveAction } from './saveaction.tsx';
import { shortId } from './shortid.ts';

/** Everything that can be done with a recording, and what has happened to it. */
export function ItemMore({ recording, tools, onDetails, onTrashed }: ItemProps & { recording: Recording }) {
  const app = useApp();
  const key = useId();
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState(false);
  const { id, state } = recording;
  const online = app.online.value;
  const around = { online, signIn: app.signIn.value, wifi: app.wifi.value };
  const waits = !isRunning(recording) && isUnsent(recording);
  const forWifi = waits && waitsForWifi(recording, around.wifi);
  const off = whyNotNow({ online, held: app.flags.held.value, signedOut: around.signIn === 'out' || around.signIn === 'other', sending: isBeingSent(recording, around) });
  const unsent = waits || state === 'failed';

  const trash = async () => {
    setAsking(false);
    const outcome = await app
      .storage()
      .then((storage) => storage.trash(id))
      .catch(() => 'failed' as const);
    setTrouble(outcome === 'failed');
    if (outcome === 'done') onTrashed();
  };

  return (
    <div class="item-more">
      <div class="item-ways">
        {waits && <Action look="plain" icon="send" label={forWifi ? moreWords.library.sendOverAny : moreWords.library.sendThis} off={off !== null} describedBy={off === null ? undefined : `${key}off`} onTap={() => (forWifi ? void tools.sendAnyway(id) : app.sendNow())} />}
        {state !== 'empty' && <Action look="plain" icon="seal" label={words.recorder.details} onTap={onDetails} />}
        {!isRunning(recording) && state !== 'failed' && state !== 'empty' && typeof recording.purgedAtMs !== 'number' && <SaveAction label={words.library.exportFile} save={() => tools.save(id)} />}
        {state === 'failed' && <SaveAction icon="seal" label={moreWords.library.saveSealed} save={() => tools.saveSealed(id)} />}
        {!isRunning(recording) && <Action look="stop" label={moreWords.library.delete} onTap={() => (unsent ? setAsking(true) : void trash())} />}
      </div>
      {waits && off !== null && (
        <p class="item-why" id={`${key}off`}>
          {off}
        </p>
      )}
      {trouble && <NothingChanged />}
      <Attempts id={id} tools={tools} state={state} />
      <p class="item-why">{moreWords.library.number(shortId(id))}</p>
      {asking && <DeleteDialog recording={recording} onDelete={() => void trash()} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** Why a recording is not sent at once when somebody asks; null when it is. */
function whyNotNow({ online, held, signedOut, sending }: { online: boolean; held: boolean; signedOut: boolean; sending: boolean }): string | null {
  if (held) return words.library.held;
  if (!online) return words.library.offline;
  if (signedOut) return words.library.signedOut;
  return sending ? moreWords.library.isSending : null;
}
