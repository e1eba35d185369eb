import { useEffect, useId } from 'preact/hooks';
import { PRESETS, type Preset } from '../../core/capture/quality.ts';
import { useApp } from '../app.ts';
import { moreWords } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Choices } from './choices.tsx';
import { timeLeft } from './timeleft.ts';

/** How this device records. A microphone can be changed at any time, the rest between recordings. */
export function OptionsDialog({ running, onClose }: { running: boolean; onClose(): void }) {
  const { preferences, choose, microphones, space, lookForSpace, bitsPerSecond } = useApp().capture;
  const id = useId();
  const { deviceId, processing, preset } = preferences.value;
  const listed = microphones.value;
  useEffect(lookForSpace, [lookForSpace]);
  const text = moreWords.options;
  return (
    <Dialog title={text.title} onClose={onClose}>
      <div class="options">
        <div class="option">
          <label class="option-name" for={id}>{text.microphone}</label>
          <select id={id} class="field" aria-describedby={`${id}hint`} value={deviceId ?? ''} onChange={({ currentTarget: { value } }) => choose({ deviceId: value === '' ? null : value })}>
            <option value="">{text.system}</option>
            {listed.map((one) => (
              <option key={one.deviceId} value={one.deviceId}>
                {one.label}
              </option>
            ))}
          </select>
          <p id={`${id}hint`}>{listed.length === 0 ? text.unnamed : running ? text.change : ''}</p>
        </div>
        {running && <p>{text.fixed}</p>}
        <Choices
          title={text.sound}
          chosen={processing}
          off={running}
          choices={[
            { value: 'voice', label: text.voice, hint: text.voiceHint },
            { value: 'raw', label: text.raw, hint: text.rawHint },
          ]}
          onChoose={(value) => choose({ processing: value })}
        />
        <Choices
          title={text.quality}
          chosen={preset}
          off={running}
          choices={(Object.keys(PRESETS) as Preset[]).map((value) => ({ value, label: text.presets[value], hint: timeLeft(space.value, bitsPerSecond(value)) }))}
          onChoose={(value) => choose({ preset: value })}
        />
      </div>
      <Action look="sea" label={text.close} onTap={onClose} />
    </Dialog>
  );
}
