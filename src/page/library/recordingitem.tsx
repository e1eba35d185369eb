import type { Recording } from '../../core/recording.ts';
import { formats, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { describe, isBeingSent, percentSent, type Surroundings } from './describe.ts';

/** One recording of the list. `todayMs` is any moment of today. */
export function RecordingItem(props: { recording: Recording; around: Surroundings; todayMs: number; onExport(): void; onDetails(): void }) {
  const { recording, around, todayMs, onExport, onDetails } = props;
  const { startedAtMs, savedMs, chunkBytes, segmentBytes } = recording;
  const { tone, label, detail } = describe(recording, around);
  const bytes = chunkBytes + segmentBytes;
  const amount = bytes === 0 ? formats.duration(savedMs) : formats.duration(savedMs) + words.dot + formats.size(bytes);
  return (
    <li class="item" data-recording-id={recording.id} data-state={recording.state}>
      <div class="item-head">
        <time class="item-title" dateTime={new Date(startedAtMs).toISOString()}>
          {formats.dayAndTime(startedAtMs, todayMs)}
        </time>
        <span class={`pill tone-${tone}`}>{label}</span>
      </div>
      <p class="item-text">
        <span class="item-amount">{amount}</span>
        {detail && <span class="item-detail">{detail}</span>}
      </p>
      {recording.state === 'failed' && <Action look="plain" label={words.library.exportFile} onTap={onExport} />}
      {recording.state !== 'empty' && <Action look="plain" icon="seal" label={words.recorder.details} onTap={onDetails} />}
      {isBeingSent(recording, around) && <progress class="bar" max={100} value={percentSent(recording)} aria-label={label} />}
    </li>
  );
}
