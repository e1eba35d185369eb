import '../update/device.css';
import { useEffect, useState } from 'preact/hooks';
import { isRunning } from '../../core/recording.ts';
import { useApp } from '../app.ts';
import { moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Note } from '../shell/note.tsx';
import { openGuide } from './guidedialog.tsx';
import { isSaid, setSaid } from './onceonly.ts';
import { isInstalled } from './platform.ts';

/** Offers the home screen, once on a device, when there is a first recording. */
export function InstallOffer() {
  const app = useApp();
  const [open, setOpen] = useState(() => !isInstalled() && !isSaid('install'));
  const recorded = app.recordings.value?.some((row) => !isRunning(row) && row.savedMs > 0) ?? false;
  const shown = open && recorded && app.cover.value === null && app.recorder.value.phase === 'idle';
  useEffect(() => {
    if (shown) setSaid('install');
  }, [shown]);
  if (!shown) return null;
  const { title, text, how, later } = moreWords.install.offer;
  return (
    <Note tone="soft" title={title}>
      <p>{text}</p>
      <div class="note-actions">
        <Action
          look="plain"
          label={how}
          onTap={() => {
            setOpen(false);
            openGuide();
          }}
        />
        <Action look="plain" label={later} onTap={() => setOpen(false)} />
      </div>
    </Note>
  );
}
