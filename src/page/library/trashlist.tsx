import { useId, useState } from 'preact/hooks';
import { isTrashed } from '../../core/recording.ts';
import { useApp } from '../app.ts';
import { formats, moreWords, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';

/** What was thrown away in the last days, with the way back and the way out. */
export function TrashList({ todayMs }: { todayMs: number }) {
  const app = useApp();
  const id = useId();
  const [asking, setAsking] = useState(false);
  const trashed = (app.listed.value ?? []).filter(isTrashed).reverse();
  const empty = () => {
    setAsking(false);
    void app
      .storage()
      .then((storage) => storage.emptyTrash(trashed.map((one) => one.id)))
      .catch(() => undefined);
  };
  return (
    <div class="trash">
      <h3 id={id}>{moreWords.trash.title}</h3>
      {trashed.length === 0 && <p>{moreWords.trash.empty}</p>}
      {trashed.length > 0 && (
        <>
          <ul aria-labelledby={id}>
            {trashed.map((one) => (
              <li key={one.id} data-recording-id={one.id}>
                <p>
                  <b id={`${id}${one.id}`}>{formats.dayAndTime(one.startedAtMs, todayMs)}</b>
                  {words.dot}
                  {formats.duration(one.savedMs)}
                  {one.state !== 'archived' && one.state !== 'sent' && words.dot + moreWords.trash.unsent}
                </p>
                <Action look="plain" label={moreWords.trash.restore} describedBy={`${id}${one.id}`} onTap={() => void app.storage().then((storage) => storage.restore(one.id)).catch(() => undefined)} />
              </li>
            ))}
          </ul>
          <Action look="stop" label={moreWords.trash.emptyNow} onTap={() => setAsking(true)} />
        </>
      )}
      {asking && (
        <Dialog title={moreWords.trash.emptyTitle} onClose={() => setAsking(false)}>
          <p>{moreWords.trash.emptyText(trashed.length)}</p>
          <Action look="stop" label={moreWords.trash.emptyNow} onTap={empty} />
          <Action look="plain" label={moreWords.storing.cancel} onTap={() => setAsking(false)} />
        </Dialog>
      )}
    </div>
  );
}
