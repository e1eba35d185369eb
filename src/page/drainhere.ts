import { recoverOrphans } from '../core/capture/recovery.ts';
import { drainOutbox, type DrainResult } from '../core/outbox/drain.ts';
import { underDrainLock } from '../core/outbox/drainlock.ts';
import type { Digest } from '../core/ports.ts';
import type { SendingDeps } from './sending.ts';

/** A page is not stopped like a worker is; the bound only makes room for the others. */
const BUDGET_MS = 10 * 60_000;
/** How long flags are waited for when nobody has said that they have changed: sending goes on by what is known. */
const FLAGS_PATIENCE_MS = 3_000;

/**
 * One drain by this page. Resolves null when nothing is to be sent now, undefined when the worker or another page is at work.
 * A chunk of its own: Record has to be on the screen before anything is sent.
 */
export function drainHere(deps: SendingDeps & { digest: Digest }, { why, hurry, onBegin }: { why: string; hurry: boolean; onBegin(): void }): Promise<DrainResult | null | undefined> {
  return underDrainLock(deps, 0, async (onStep) => {
    // What was cut short is closed all the same; that sends nothing.
    await recoverOrphans(deps);
    // The network may have been away, or the page out of sight, and the flags may have changed meanwhile.
    if (hurry && deps.askFlags) await Promise.race([deps.askFlags(), new Promise((resolve) => setTimeout(resolve, FLAGS_PATIENCE_MS))]);
    const endMs = deps.clock.monotonicMs() + BUDGET_MS;
    const options = {
      ownerId: deps.ownerId,
      trigger: why,
      hurry,
      ...(deps.holds ? { holds: deps.holds } : {}),
      get deadlineMs() {
        return deps.held?.() || deps.flagsBehind?.() ? 0 : endMs;
      },
      onStep,
    };
    for (;;) {
      if (deps.held?.()) return null;
      onBegin();
      const result = await drainOutbox(deps, options);
      if (!deps.flagsBehind?.()) return result;
      await deps.askFlags?.();
    }
  });
}
