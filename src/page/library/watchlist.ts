import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Recording } from '../../core/recording.ts';
import { nextBatch, NO_BATCH, type Batch } from './sending.ts';
import { nextTally, NO_TALLY, type Tally } from './tally.ts';

/** What the sending of this page has to do with, and what has become of all that waited. */
export function watchList(listed: ReadonlySignal<readonly Recording[] | null>, sending: ReadonlySignal<boolean>): { batch: ReadonlySignal<Batch>; tally: ReadonlySignal<Tally> } {
  const batch = signal(NO_BATCH);
  const tally = signal(NO_TALLY);
  effect(() => {
    batch.value = nextBatch(batch.peek(), listed.value ?? [], sending.value);
  });
  effect(() => {
    tally.value = nextTally(tally.peek(), listed.value ?? []);
  });
  return { batch, tally };
}
