import { PRESETS } from '../../core/capture/quality.ts';
import { useApp } from '../app.ts';
import { moreWords, words } from '../i18n/words.ts';
import { timeLeft } from './timeleft.ts';

/** The options as they are, in one line: the microphone, and before a recording also how it will sound and how much fits. */
export function OptionsLine({ microphone }: { microphone: string }) {
  const { preferences, microphones, space } = useApp().capture;
  const { deviceId, processing, preset } = preferences.value;
  if (microphone !== '') return <>{microphone}</>;
  const chosen = microphones.value.find((one) => one.deviceId === deviceId)?.label;
  const facts = [chosen, moreWords.options[processing], moreWords.options.presets[preset], space.value === null ? undefined : timeLeft(space.value, PRESETS[preset])];
  return <>{facts.filter((fact) => fact !== undefined).join(words.dot)}</>;
}
