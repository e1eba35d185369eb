import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { Note } from '../shell/note.tsx';
import { Clock } from './clock.tsx';
import { Dock } from './dock.tsx';
import { FaultNote } from './faultnote.tsx';
import { SavedLine } from './savedline.tsx';
import { StateLine } from './stateline.tsx';
import { stopped } from './stopped.ts';

/** The recorder: is it recording, is it safe, how long. */
export function Recorder() {
  const app = useApp();
  const view = app.recorder.value;
  const { phase, recordingId } = view;
  const running = recordingId !== null && phase !== 'idle';
  const row = recordingId === null ? undefined : app.recordings.value?.find(({ id }) => id === recordingId);
  const summary = stopped(view, row, { online: app.online.value, signIn: app.signIn.value });
  const off = !app.mayRecord.value && !running;

  return (
    <section class={`recorder phase-${phase}`} aria-label={words.recorder.label}>
      <div class="recorder-main">
        {running && <Clock />}
        <StateLine phase={phase} summary={summary} />
        {running && <SavedLine savedMs={view.savedMs} row={row} />}
        {phase === 'idle' && <p class="hint">{summary ? summary.next : words.recorder.readyHint}</p>}
      </div>
      <div class="recorder-notes">
        <FaultNote />
        {off && (
          <Note tone="hold" title={words.recorder.offTitle}>
            <p id="record-off">{words.recorder.off}</p>
          </Note>
        )}
        {phase === 'recording' && (
          <Note tone="sea" title={words.recorder.keepOpenTitle}>
            <p>{words.recorder.keepOpen}</p>
          </Note>
        )}
      </div>
      <Dock phase={phase} off={off || app.storageBroken.value} describedBy={off ? 'record-off' : undefined} />
    </section>
  );
}
