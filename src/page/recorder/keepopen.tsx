import { useApp } from '../app.ts';
import { moreWords } from '../i18n/words.ts';

/** What a person has to see to while recording: that the app stays open, and the screen on where the browser does not keep it so. */
export function KeepOpen() {
  const wake = useApp().capture.wake.value;
  return <p class="keepopen">{wake === 'unsupported' || wake === 'refused' ? moreWords.keepOpen.screen : moreWords.keepOpen.text}</p>;
}
