import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { useLoaded } from '../shell/useloaded.ts';
import { Clock } from './clock.tsx';
import { ConsentTick } from './consenttick.tsx';
import { Dock } from './dock.tsx';
import { FaultNote } from './faultnote.tsx';
import { headline } from './headline.ts';
import { OpenRow } from './openrow.tsx';
import { SavedLine } from './savedline.tsx';
import { StateLine } from './stateline.tsx';

/** Everything that is not needed to see Record and to record. */
const loadLater = async () => (await import('./laterviews.ts')).laterViews;

/** The recorder: is it recording, is it safe, how long. */
export function Recorder() {
  const app = useApp();
  const later = useLoaded(loadLater);
  const [open, setOpen] = useState<'options' | 'details' | null>(null);
  const view = app.recorder.value;
  const { phase, recordingId } = view;
  const running = recordingId !== null && phase !== 'idle';
  const row = recordingId === null ? undefined : app.recordings.value?.find(({ id }) => id === recordingId);
  const mayRecord = app.mayRecord.value && !app.storageBroken.value;
  const title = headline(view, row, { online: app.online.value, signIn: app.signIn.value, mayRecord: app.mayRecord.value, storageBroken: app.storageBroken.value });
  // What was written belongs to whoever wrote it.
  const mayWrite = app.cover.value === null && row !== undefined && row.state !== 'empty';
  const settled = row?.state === 'sent' || row?.state === 'archived' || row?.state === 'failed';
  const close = () => setOpen(null);

  return (
    <section class={`recorder phase-${phase}`} aria-label={words.recorder.label}>
      <div class="recorder-main">
        {running && <Clock />}
        <StateLine phase={phase} headline={title} />
        {running && <SavedLine savedMs={view.savedMs} row={row} />}
        {title && (
          // Spoken when it is settled what has become of it, and not at every step on the way.
          <output class="hint" id="recorder-hint" aria-busy={!settled}>
            {title.hint}
          </output>
        )}
        <FaultNote />
        {later && running && <later.LiveNotes view={view} onChooseMicrophone={() => setOpen('options')} />}
        {later && running && <later.Live view={view} />}
        {later && phase === 'idle' && mayWrite && row.endedAtMs !== null && <later.Summary key={row.id} recording={row} />}
      </div>
      <div class="recorder-notes">
        {later && phase === 'recording' && <later.KeepOpen />}
        {later && <later.SpaceNote running={running} />}
        <div class="openrows">
          <OpenRow icon="tune" label={words.recorder.options} off={!later} onOpen={() => setOpen('options')}>
            {later && <later.OptionsLine microphone={running ? view.microphone : ''} short={mayWrite} />}
          </OpenRow>
          {mayWrite && <OpenRow icon="seal" label={words.recorder.details} off={!later} onOpen={() => setOpen('details')} />}
        </div>
        {phase === 'idle' && <ConsentTick />}
      </div>
      <Dock phase={phase} marks={view.marks} off={!mayRecord} describedBy={mayRecord ? undefined : 'recorder-hint'} />
      {later && open === 'options' && <later.OptionsDialog running={running} onClose={close} />}
      {later && open === 'details' && mayWrite && <later.DetailsDialog id={row.id} onClose={close} />}
    </section>
  );
}
