import type { Recording } from '../../core/recording.ts';
import { INTERRUPTIONS, type InterruptionCause } from '../../core/capture/interruption.ts';
import { useApp } from '../app.ts';
import { MarkLabels } from '../details/marklabels.tsx';
import { useDetails } from '../details/usedetails.ts';
import { formats, moreWords, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Note } from '../shell/note.tsx';
import { TakeList } from './takelist.tsx';

/** What the recording that has just ended consists of, and what can be added to it. */
export function Summary({ recording }: { recording: Recording }) {
  const app = useApp();
  const details = useDetails(recording.id);
  const { id, failure } = recording;
  return (
    <div class="summary" role="group" aria-label={moreWords.summary.label}>
      {recording.state === 'failed' && failure?.code === 'no_sound' && (
        <Note tone="hold" title={moreWords.summary.noSoundTitle}>
          <p>{moreWords.summary.noSoundText}</p>
          <div class="note-ways">
            <Action look="plain" icon="send" label={moreWords.summary.sendAnyway} onTap={() => app.retry(id)} />
            <Action look="plain" label={words.library.exportFile} onTap={() => app.exportRecording(id)} />
          </div>
        </Note>
      )}
      {details && (
        <>
          <TakeList lines={details.kept.takes.map(({ durationMs }, i) => ({ nth: i + 1, savedMs: durationMs, running: false }))} />
          {details.kept.gaps.length > 0 && (
            <ul class="gaps" aria-label={moreWords.summary.gaps}>
              {details.kept.gaps.map(({ afterTake, startedAtMs, endedAtMs, cause }) => (
                <li key={afterTake}>{moreWords.summary.gap(formats.time(startedAtMs), formats.time(endedAtMs), formats.duration(endedAtMs - startedAtMs), whyOf(cause))}</li>
              ))}
            </ul>
          )}
          {details.kept.marks.length > 0 && <MarkLabels recording={recording} {...details} />}
        </>
      )}
    </div>
  );
}

function whyOf(cause: string): string {
  return (INTERRUPTIONS as readonly string[]).includes(cause) ? moreWords.interrupted.why[cause as InterruptionCause] : moreWords.summary.unknownCause;
}
