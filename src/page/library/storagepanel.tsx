import { useEffect, useState } from 'preact/hooks';
import type { CleanPreview } from '../../core/retention/preview.ts';
import { RECORDING_STATES } from '../../core/recording.ts';
import type { StorageStats } from '../../core/storage/storagestats.ts';
import { useApp } from '../app.ts';
import { formats, moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { CleanDialog } from './cleandialog.tsx';
import { TrashList } from './trashlist.tsx';

/** What is stored on this device, and the ways to have less of it. It is looked at when it is opened. */
export function StoragePanel({ todayMs }: { todayMs: number }) {
  const app = useApp();
  const [open, setOpen] = useState(false);
  const [stats, setStats] = useState<StorageStats | null>(null);
  const [preview, setPreview] = useState<CleanPreview | null>(null);
  const [freed, setFreed] = useState<number | null>(null);
  const changed = app.listed.value;
  useEffect(() => {
    if (!open) return;
    let gone = false;
    void app
      .storage()
      .then((storage) => storage.stats())
      .then((found) => {
        if (!gone) setStats(found);
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [app, changed, open]);
  const look = async () => {
    setFreed(null);
    const found = await app
      .storage()
      .then((storage) => storage.preview('archived'))
      .catch(() => null);
    setPreview(found);
  };
  const done = (bytes: number) => {
    setFreed(bytes);
    setPreview(null);
  };
  return (
    <details class="storage" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{moreWords.storing.title}</summary>
      {open && stats && (
        <div class="storage-inner">
          <Numbers stats={stats} />
          <Action look="plain" label={moreWords.storing.clean} onTap={() => void look()} />
          {preview?.count === 0 && <p role="status">{moreWords.storing.cleanNone}</p>}
          <output>{freed !== null && moreWords.storing.cleaned(formats.size(freed))}</output>
          {preview !== null && preview.count > 0 && (
            <CleanDialog preview={preview} todayMs={todayMs} onDone={done} onClose={() => setPreview(null)} />
          )}
          <TrashList todayMs={todayMs} />
        </div>
      )}
    </details>
  );
}

function Numbers({ stats }: { stats: StorageStats }) {
  const { byState, trash, total, usageBytes, quotaBytes, minutesLeft, persisted } = stats;
  const row = (name: string, { count, bytes }: { count: number; bytes: number }) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td>{count}</td>
      <td>{formats.size(bytes)}</td>
    </tr>
  );
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{moreWords.storing.state}</th>
            <th scope="col">{moreWords.storing.number}</th>
            <th scope="col">{moreWords.storing.size}</th>
          </tr>
        </thead>
        <tbody>
          {RECORDING_STATES.filter((state) => byState[state].count > 0).map((state) => row(moreWords.storing.states[state], byState[state]))}
          {trash.count > 0 && row(moreWords.storing.trash, trash)}
          {row(moreWords.storing.total, total)}
        </tbody>
      </table>
      {usageBytes !== null && quotaBytes !== null ? (
        <>
          <p>{moreWords.storing.used(formats.size(usageBytes), formats.size(quotaBytes))}</p>
          <meter class="bar" min={0} max={Math.max(1, quotaBytes)} value={usageBytes} aria-label={moreWords.storing.bar} />
        </>
      ) : (
        <p>{moreWords.storing.usedUnknown}</p>
      )}
      {minutesLeft !== null && <p>{minutesLeft < 120 ? moreWords.storing.left(minutesLeft) : moreWords.storing.leftHours(Math.floor(minutesLeft / 60))}</p>}
      {persisted !== null && <p>{persisted ? moreWords.storing.kept : moreWords.storing.notKept}</p>}
    </>
  );
}
