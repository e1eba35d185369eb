import type { RecorderPhase } from '../../core/capture/recorderview.ts';
import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { MarkButton } from './markbutton.tsx';

/** The buttons, where the thumb is. `off`: no recording may begin now, and `describedBy` says why. */
export function Dock({ phase, marks, off, describedBy }: { phase: RecorderPhase; marks: number; off: boolean; describedBy: string | undefined }) {
  const app = useApp();
  if (phase === 'idle' || phase === 'starting') {
    return (
      <div class="dock">
        <Action key="first" look="record" icon="record" label={words.recorder.record} off={off || phase === 'starting'} describedBy={describedBy} onTap={() => app.record()} />
      </div>
    );
  }
  const paused = phase === 'paused' || phase === 'resuming';
  const steady = phase === 'recording' || phase === 'paused' || phase === 'interrupted';
  return (
    <div class="dock dock-two">
      {phase === 'recording' && <MarkButton marks={marks} />}
      {paused ? (
        <Action key="first" look="sea" icon="record" label={words.recorder.resume} off={!steady} onTap={() => app.resume()} />
      ) : (
        <Action key="first" look="sea" icon="pause" label={words.recorder.pause} off={!steady} onTap={() => app.pause()} />
      )}
      <Action key="stop" look="stop" icon="stop" label={words.recorder.stop} off={!steady} onTap={() => app.stop()} />
    </div>
  );
}
