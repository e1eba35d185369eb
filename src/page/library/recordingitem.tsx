import { useComputed } from '@preact/signals';
import { useId, useState } from 'preact/hooks';
import { bytesHere, isRunning, type Recording } from '../../core/recording.ts';
import { useApp } from '../app.ts';
import { formats, moreWords, words } from '../i18n/words.ts';
import { Hear } from '../playback/hear.tsx';
import { Action } from '../shell/action.tsx';
import { describe } from './describe.ts';
import { isBeingSent, percentSent } from './progress.ts';
import { ItemMore } from './itemmore.tsx';
import type { ItemProps } from './itemprops.ts';
import { SaveAction } from './saveaction.tsx';

/** One recording of the list. It follows its own recording alone. */
export function RecordingItem(props: ItemProps) {
  const app = useApp();
  const row = useComputed(() => app.recordingOf(props.id)).value;
  return row ? <Item {...props} recording={row} /> : null;
}

function Item({ recording, ...props }: ItemProps & { recording: Recording }) {
  const { tools, todayMs, heard, onHear } = props;
  const app = useApp();
  const key = useId();
  const [open, setOpen] = useState(false);
  const around = { online: app.online.value, signIn: app.signIn.value, wifi: app.wifi.value };
  const { id, startedAtMs, savedMs, state } = recording;
  const { tone, label, detail } = describe(recording, around);
  const bytes = bytesHere(recording);
  const title = useComputed(() => tools.texts.title(props.id)).value;
  const playable = !isRunning(recording) && savedMs > 0;
  return (
    <li class="item" data-recording-id={id} data-state={state}>
      <div class="item-head">
        <time class="item-title" id={key} dateTime={new Date(startedAtMs).toISOString()}>
          {formats.dayAndTime(startedAtMs, todayMs)}
        </time>
        <span class={`pill tone-${tone}`}>{label}</span>
      </div>
      <p class="item-text">
        {title && <span class="item-private">{title}</span>}
        <span class="item-amount">{bytes === 0 ? formats.duration(savedMs) : formats.duration(savedMs) + words.dot + formats.size(bytes)}</span>
        {detail && <span class="item-detail">{detail}</span>}
      </p>
      {isBeingSent(recording, around) && <progress class="bar" max={100} value={percentSent(recording)} aria-label={label} />}
      {heard && <Hear id={id} tools={tools} onClose={() => onHear(false)} />}
      <div class="item-ways">
        {playable && !heard && <Action look="plain" icon="play" label={moreWords.playback.play} describedBy={key} onTap={() => onHear(true)} />}
        {state === 'failed' && <Action look="plain" icon="send" label={recording.failure?.code === 'no_sound' ? moreWords.summary.sendAnyway : moreWords.library.retry} describedBy={around.online ? key : `${key} ${key}off`} off={!around.online} onTap={() => app.retry(id)} />}
        {state === 'failed' && <SaveAction label={words.library.exportFile} describedBy={key} save={() => tools.save(id)} />}
        <button type="button" class="action look-plain" aria-expanded={open} aria-describedby={key} onClick={() => setOpen(!open)}>
          {open ? moreWords.library.less : moreWords.library.more}
        </button>
      </div>
      {state === 'failed' && !around.online && (
        <p class="item-why" id={`${key}off`}>
          {words.signOut.sendOffline}
        </p>
      )}
      {open && <ItemMore {...props} recording={recording} />}
    </li>
  );
}
