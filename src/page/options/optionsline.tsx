import { useApp } from '../app.ts';
import { moreWords, words } from '../i18n/words.ts';
import { timeLeft } from './timeleft.ts';

/**
 * The options as they are, in one line. `microphone`: the one in use, which is all that counts then; empty before a
 * recording. `short`: there is no room for how much fits.
 */
export function OptionsLine({ microphone, short }: { microphone: string; short: boolean }) {
  const { preferences, microphones, space, bitsPerSecond } = useApp().capture;
  const { deviceId, processing, preset } = preferences.value;
  if (microphone !== '') return <>{microphone}</>;
  const chosen = microphones.value.find((one) => one.deviceId === deviceId)?.label;
  const facts = [chosen, moreWords.options[processing], moreWords.options.presets[preset], short || space.value === null ? undefined : timeLeft(space.value, bitsPerSecond(preset))];
  return <>{facts.filter((fact) => fact !== undefined).join(words.dot)}</>;
}
