import type { Recording } from '../../core/recording.ts';
import { MAX_TEXT_LENGTH } from '../../core/seal/texts.ts';
import { formats, moreWords } from '../i18n/words.ts';
import type { DetailsStore, KeptDetails } from './detailsstore.ts';
import { heardAt } from './heardat.ts';
import { TextField } from './textfield.tsx';

/** The marks of a recording in the order of time, each with its label. */
export function MarkLabels({ recording, store, kept }: { recording: Pick<Recording, 'id' | 'receivedAtMs'>; store: DetailsStore; kept: KeptDetails }) {
  return (
    <ol class="marks" aria-label={moreWords.summary.marks}>
      {heardAt(kept.marks, kept.takes).map(({ mark, heardMs }, i) => (
        <li key={mark} class="marks-one" data-at-ms={heardMs}>
          <TextField
            label={moreWords.details.markLabel(i + 1, formats.duration(heardMs))}
            maxLength={MAX_TEXT_LENGTH.mark}
            kept={kept.texts.find(({ subject }) => subject.kind === 'mark' && subject.mark === mark)?.text}
            late={recording.receivedAtMs !== null}
            save={(text) => store.write(recording.id, { kind: 'mark', mark }, text)}
          />
        </li>
      ))}
    </ol>
  );
}
