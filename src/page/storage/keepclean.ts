import { effect, type ReadonlySignal } from '@preact/signals';
import type { Clock, Timers } from '../../core/ports.ts';
import type { Recording } from '../../core/recording.ts';

const HOUR_MS = 3_600_000;
/** How often it is looked whether it is time: a page that sleeps misses the moment itself. */
const LOOK_MS = HOUR_MS / 4;

export interface KeepCleanDeps {
  clock: Pick<Clock, 'nowMs'>;
  timers: Pick<Timers, 'every'>;
  recordings: ReadonlySignal<readonly Recording[] | null>;
  routine(): Promise<unknown>;
  intervalHours(): Promise<number>;
}

/** Runs the routine of retention now, every `intervalHours`, and when something has been archived. */
export function keepClean({ clock, timers, recordings, routine, intervalHours }: KeepCleanDeps): void {
  let lastMs = Number.NEGATIVE_INFINITY;
  let running = false;
  let again = false;

  async function run(): Promise<void> {
    again = running;
    if (running) return;
    running = true;
    do {
      again = false;
      lastMs = clock.nowMs();
      // What cannot be done now is tried at the next time.
      await routine().catch(() => undefined);
    } while (again);
    running = false;
  }

  timers.every(LOOK_MS, () => {
    void intervalHours().then((hours) => {
      // A clock that was set back must not put it off.
      if (Math.abs(clock.nowMs() - lastMs) >= hours * HOUR_MS) void run();
    });
  });
  let archived = Number.POSITIVE_INFINITY;
  effect(() => {
    const now = recordings.value?.filter(({ state, purgedAtMs }) => state === 'archived' && typeof purgedAtMs !== 'number').length;
    if (now === undefined) return;
    if (now > archived) void run();
    archived = now;
  });
  void run();
}
