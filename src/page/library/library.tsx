import type { ReadonlySignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { RecordingId } from '../../core/names.ts';
import { useApp } from '../app.ts';
import { LazyDetails } from '../details/lazydetails.tsx';
import { words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Account } from './account.tsx';
import { DamagedItem } from './damageditem.tsx';
import { RecordingItem } from './recordingitem.tsx';
import type { Batch } from './sending.ts';
import { sendPanel } from './sendpanel.ts';
import { useToday } from './usetoday.ts';

/** The recordings of this device, newest first, with what has become of each. */
export function Library({ waiting, sending }: { waiting: number; sending: ReadonlySignal<Batch> }) {
  const app = useApp();
  const todayMs = useToday();
  const [detailsOf, setDetailsOf] = useState<RecordingId | null>(null);
  const around = { online: app.online.value, signIn: app.signIn.value };
  const recordings = app.recordings.value;
  const damaged = app.damaged.value;
  const panel = sendPanel(waiting, sending.value, { ...around, backgroundSync: app.backgroundSync, held: app.flags.held.value });
  return (
    <section class="library" aria-label={words.library.title}>
      <h2 class="library-title">{words.library.title}</h2>
      {panel && (
        <div class="sendpanel">
          <p id="send-now-text">{panel.text}</p>
          <Action look="sea" icon="send" label={words.library.sendNow} off={!panel.enabled} describedBy="send-now-text" onTap={() => app.sendNow()} />
          {panel.percent !== null && <progress class="bar" max={100} value={panel.percent} aria-label={words.library.progress} />}
        </div>
      )}
      {recordings !== null && recordings.length === 0 && damaged.length === 0 && (
        <div class="empty">
          <p class="empty-title">{words.library.emptyTitle}</p>
          <p>{words.library.empty}</p>
        </div>
      )}
      {recordings !== null && recordings.length + damaged.length > 0 && (
        <ul class="items" aria-label={words.library.title}>
          {[...recordings].reverse().map((recording) => (
            <RecordingItem key={recording.id} recording={recording} around={around} todayMs={todayMs} onExport={() => app.exportRecording(recording.id)} onDetails={() => setDetailsOf(recording.id)} />
          ))}
          {damaged.map((id) => (
            <DamagedItem key={id} id={id} onExport={() => app.exportRecording(id)} />
          ))}
        </ul>
      )}
      {detailsOf !== null && <LazyDetails id={detailsOf} onClose={() => setDetailsOf(null)} />}
      <Account sending={sending.value} />
    </section>
  );
}
