import type { World } from './world.ts';

/** How often recorders deliver here. */
const SLICE_MS = 1_000;

/** Lets `ms` pass as on a device that keeps up: no timer is late, recorders deliver about every second, and everybody gets their turn. */
export async function passEvenly({ time, tabs, turns, ledger, step }: World, ms: number): Promise<void> {
  const untilMs = time.clock.monotonicMs() + ms;
  while (time.clock.monotonicMs() < untilMs && !ledger.violation()) {
    const leftMs = untilMs - time.clock.monotonicMs();
    time.pass(Math.min(leftMs, SLICE_MS, Math.max(1, time.untilDueMs() ?? leftMs)));
    for (const { life, microphone } of tabs.values()) if (!life.frozen) turns.as(life, () => microphone.deliverAfter(SLICE_MS));
    await turns.settle();
    while (!ledger.violation() && (await step()));
  }
}

/** Whether anybody records, or means to. */
export function isAnybodyRecording({ tabs }: Pick<World, 'tabs'>): boolean {
  return [...tabs.values()].some(({ recorder }) => recorder.view().phase !== 'idle');
}
