import type { RecorderView } from '../../core/capture/recorderview.ts';
import { Meter } from './meter.tsx';
import { TakeList } from './takelist.tsx';
import { takeLines } from './takes.ts';

/** Under the clock while a recording is under way: what is heard, and what it consists of. */
export function Live({ view }: { view: RecorderView }) {
  return (
    <>
      <Meter running={view.phase === 'recording'} />
      <TakeList {...takeLines(view.takes)} />
    </>
  );
}
