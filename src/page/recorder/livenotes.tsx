import type { RecorderView } from '../../core/capture/recorderview.ts';
import { formats, moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Note } from '../shell/note.tsx';

/** What is wrong while a recording is under way. `onChooseMicrophone` opens the choice of one. */
export function LiveNotes({ view, onChooseMicrophone }: { view: RecorderView; onChooseMicrophone(): void }) {
  return (
    <>
      <Interruption view={view} />
      {view.silent && (
        <Note tone="live" title={moreWords.silent.title} alert>
          <p>{moreWords.silent.text}</p>
          <Action look="plain" label={moreWords.silent.choose} onTap={onChooseMicrophone} />
        </Note>
      )}
    </>
  );
}

/** What stopped the sound, since when, what is safe, and how it goes on. */
function Interruption({ view: { phase, interruption, savedMs } }: { view: RecorderView }) {
  if (interruption === null || (phase !== 'interrupted' && phase !== 'paused')) return null;
  const { cause, sinceMs } = interruption;
  const { why, since, saved, goesOn, waits } = moreWords.interrupted;
  return (
    <Note tone="hold" title={why[cause]} alert={phase === 'interrupted' && cause !== 'switched'}>
      <p>
        <time dateTime={new Date(sinceMs).toISOString()}>{since(formats.time(sinceMs))}</time> {saved(formats.duration(savedMs))} {phase === 'paused' ? waits : goesOn}
      </p>
    </Note>
  );
}
