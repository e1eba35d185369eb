import { useState } from 'preact/hooks';
import type { CleanPreview } from '../../core/retention/preview.ts';
import { useApp } from '../app.ts';
import { formats, moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { NothingChanged } from './nothingchanged.tsx';

/** What a clean-up takes, before it does. */
export function CleanDialog({ preview, todayMs, onDone, onClose }: { preview: CleanPreview; todayMs: number; onDone(bytes: number): void; onClose(): void }) {
  const app = useApp();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { count, bytes, oldestArchivedAtMs, newestArchivedAtMs } = preview;
  const clean = async () => {
    setBusy(true);
    const cleaned = await app
      .storage()
      .then((storage) => storage.cleanUp(preview))
      .catch(() => null);
    setBusy(false);
    // What could not be freed is no error of the clean-up as a whole, unless it is everything.
    const none = cleaned === null || cleaned.purged === 0;
    setFailed(none);
    if (!none) onDone(cleaned.bytes);
  };
  return (
    <Dialog title={moreWords.storing.previewTitle} busy={busy} onClose={onClose}>
      <p>{moreWords.storing.preview(count, formats.size(bytes))}</p>
      <p>{moreWords.storing.previewSafe}</p>
      {oldestArchivedAtMs !== null && newestArchivedAtMs !== null && <p>{moreWords.storing.previewRange(formats.dayAndTime(oldestArchivedAtMs, todayMs), formats.dayAndTime(newestArchivedAtMs, todayMs))}</p>}
      {failed && <NothingChanged />}
      <Action look="sea" label={moreWords.storing.cleanNow(formats.size(bytes))} off={busy} onTap={() => void clean()} />
      <Action look="plain" label={moreWords.storing.cancel} off={busy} onTap={onClose} />
    </Dialog>
  );
}
