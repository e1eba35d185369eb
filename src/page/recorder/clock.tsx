import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { formats, words } from '../i18n/words.ts';
import { heardMs } from './heard.ts';

/** Often enough for a second to be seen in its second, seldom enough for a battery. */
const TICK_MS = 250;

/** What was heard, ticking. Not a live region: nobody wants to be told every second. */
export function Clock() {
  const app = useApp();
  const view = app.recorder.value;
  const text = formats.duration(heardMs(view, app.monotonicMs()));
  const [, setTicked] = useState(text);
  useEffect(() => {
    if (view.runningSinceMs === null) return;
    // Only a text that differs draws anything.
    const timer = setInterval(() => setTicked(formats.duration(heardMs(view, app.monotonicMs()))), TICK_MS);
    return () => clearInterval(timer);
  }, [app, view]);
  return (
    <p class={text.length > 5 ? 'clock clock-long' : 'clock'} role="timer" aria-live="off" aria-label={`${words.recorder.clock} ${text}`} data-testid="clock">
      {text}
    </p>
  );
}
