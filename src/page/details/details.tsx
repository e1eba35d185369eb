import type { RecordingId } from '../../core/names.ts';
import { MAX_TEXT_LENGTH } from '../../core/seal/texts.ts';
import { useApp } from '../app.ts';
import { moreWords } from '../i18n/words.ts';
import { MarkLabels } from './marklabels.tsx';
import { TextField } from './textfield.tsx';
import { useDetails } from './usedetails.ts';

/** What a person writes about a recording: sealed, and saved as each field is left. */
export function Details({ id }: { id: RecordingId }) {
  const app = useApp();
  const row = app.recordings.value?.find((one) => one.id === id);
  const details = useDetails(id);
  if (!details || !row) return <p aria-busy>{moreWords.details.loading}</p>;
  const { store, kept } = details;
  const field = (kind: 'title' | 'patient' | 'note', lines = 1) => (
    <TextField
      key={kind}
      label={moreWords.details[kind]}
      maxLength={MAX_TEXT_LENGTH[kind]}
      lines={lines}
      kept={kept.texts.find(({ subject }) => subject.kind === kind)?.text}
      late={row.receivedAtMs !== null}
      save={(text) => store.write(id, { kind }, text)}
    />
  );
  return (
    <div class="details">
      <p>{moreWords.details.hint}</p>
      {field('title')}
      {field('patient')}
      {field('note', 3)}
      {kept.marks.length > 0 && <MarkLabels recording={row} store={store} kept={kept} />}
    </div>
  );
}
