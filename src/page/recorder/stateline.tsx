import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RecorderPhase } from '../../core/capture/recorderview.ts';
import { words } from '../i18n/words.ts';
import { Icon } from '../shell/icon.tsx';
import type { Headline } from './headline.ts';

/**
 * What the recorder is doing, in a word. An `output` is a polite live region, and this one stays in place:
 * a change is spoken once, when it is complete.
 */
export function StateLine({ phase, headline }: { phase: RecorderPhase; headline: Headline | null }) {
  const line = useRef<HTMLOutputElement>(null);
  const justStopped = headline !== null && headline.savedMs !== null;
  useLayoutEffect(() => {
    // The Stop button is gone; a keyboard goes on from here, not from the top.
    if (justStopped && document.activeElement === document.body) line.current?.focus();
  }, [justStopped]);
  const changing = phase === 'starting' || phase === 'pausing' || phase === 'resuming' || phase === 'stopping';
  return (
    <output ref={line} class="stateline" aria-busy={changing} tabIndex={-1}>
      {headline && <Title headline={headline} />}
      {phase !== 'idle' && <State phase={phase} />}
    </output>
  );
}

function Title({ headline: { title, savedMs } }: { headline: Headline }) {
  if (savedMs === null) return <span class="headline">{title}</span>;
  return (
    <span class={savedMs > 0 ? 'headline headline-safe' : 'headline'} data-testid="stopped-summary" data-saved-ms={savedMs}>
      {title}
    </span>
  );
}

function State({ phase }: { phase: Exclude<RecorderPhase, 'idle'> }) {
  return (
    <span class="state" data-testid="state">
      {(phase === 'recording' || phase === 'pausing') && <span class="live-dot" />}
      {(phase === 'paused' || phase === 'resuming') && <Icon name="pause" />}
      {words.recorder[phase]}
    </span>
  );
}
