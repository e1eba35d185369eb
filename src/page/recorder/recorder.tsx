import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { Note } from '../shell/note.tsx';
import { Clock } from './clock.tsx';
import { Dock } from './dock.tsx';
import { FaultNote } from './faultnote.tsx';
import { headline } from './headline.ts';
import { SavedLine } from './savedline.tsx';
import { StateLine } from './stateline.tsx';

/** The recorder: is it recording, is it safe, how long. */
export function Recorder() {
  const app = useApp();
  const view = app.recorder.value;
  const { phase, recordingId } = view;
  const running = recordingId !== null && phase !== 'idle';
  const row = recordingId === null ? undefined : app.recordings.value?.find(({ id }) => id === recordingId);
  const mayRecord = app.mayRecord.value && !app.storageBroken.value;
  const title = headline(view, row, { online: app.online.value, signIn: app.signIn.value, mayRecord: app.mayRecord.value, storageBroken: app.storageBroken.value });

  return (
    <section class={`recorder phase-${phase}`} aria-label={words.recorder.label}>
      <div class="recorder-main">
        {running && <Clock />}
        <StateLine phase={phase} headline={title} />
        {running && <SavedLine savedMs={view.savedMs} row={row} />}
        {title && (
          <p class="hint" id="recorder-hint">
            {title.hint}
          </p>
        )}
      </div>
      <div class="recorder-notes">
        <FaultNote />
        {phase === 'recording' && (
          <Note tone="sea" title={words.recorder.keepOpenTitle}>
            <p>{words.recorder.keepOpen}</p>
          </Note>
        )}
      </div>
      <Dock phase={phase} off={!mayRecord} describedBy={mayRecord ? undefined : 'recorder-hint'} />
    </section>
  );
}
