import { useEffect, useRef, useState } from 'preact/hooks';
import { meterOf } from '../../core/capture/sound.ts';
import { useApp } from '../app.ts';
import { moreWords } from '../i18n/words.ts';
import { meterStep, type MeterStep } from './meterstep.ts';

const BARS = 40;
/** One bar each; fast enough for a voice, slow enough for a battery. */
const BAR_MS = 80;
/** The word changes as often at most: it is read, not watched. */
const WORD_MS = 1_000;
const VALUES: Record<MeterStep, number> = { unknown: 0, none: 0, quiet: 1, good: 2, loud: 3 };

/**
 * What the microphone hears, from its samples, beside the recording. It moves only while something is recorded and
 * somebody looks; where nothing may move a word stands instead. Not a live region: it can be read, and does not speak.
 */
export function Meter({ running }: { running: boolean }) {
  const app = useApp();
  const still = useReducedMotion();
  const bars = useRef<HTMLDivElement>(null);
  const [step, setStep] = useState<MeterStep>('unknown');

  useEffect(() => {
    if (!running) return;
    let frame = 0;
    let barAtMs = 0;
    let wordAtMs = 0;
    let loudest: number | null = null;
    const levels = Array.from({ length: BARS }, () => 0);
    const draw = (atMs: number) => {
      frame = requestAnimationFrame(draw);
      if (atMs - barAtMs < BAR_MS) return;
      barAtMs = atMs;
      const peak = app.capture.level();
      if (peak !== null) loudest = Math.max(loudest ?? 0, peak);
      if (atMs - wordAtMs >= WORD_MS) {
        wordAtMs = atMs;
        setStep(meterStep(loudest));
        loudest = null;
      }
      levels.push(peak === null ? 0 : meterOf(peak));
      levels.shift();
      if (bars.current) for (const [i, bar] of [...bars.current.children].entries()) (bar as HTMLElement).style.setProperty('--level', levels[i]!.toFixed(3));
    };
    const watch = () => {
      cancelAnimationFrame(frame);
      if (document.visibilityState === 'visible') frame = requestAnimationFrame(draw);
    };
    watch();
    document.addEventListener('visibilitychange', watch);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('visibilitychange', watch);
    };
  }, [app, running, still]);

  const word = moreWords.meter.steps[step];
  return (
    <div class={running ? 'meter' : 'meter meter-off'} role="meter" aria-label={moreWords.meter.label} aria-valuemin={0} aria-valuemax={3} aria-valuenow={VALUES[step]} aria-valuetext={word} data-step={step}>
      {still ? (
        <p class="meter-word">{`${moreWords.meter.label}: ${word}`}</p>
      ) : (
        <div class="meter-bars" ref={bars}>
          {Array.from({ length: BARS }, (_, i) => (
            <i key={i} />
          ))}
        </div>
      )}
    </div>
  );
}

/** Whether the person wants nothing to move. */
function useReducedMotion(): boolean {
  const [query] = useState(() => matchMedia('(prefers-reduced-motion: reduce)'));
  const [reduced, setReduced] = useState(query.matches);
  useEffect(() => {
    const follow = () => setReduced(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return reduced;
}
