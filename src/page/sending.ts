import { signal, type ReadonlySignal } from '@preact/signals';
import type { DrainResult } from '../core/outbox/drain.ts';
import type { OutboxDeps } from '../core/outbox/executor.ts';
import type { OwnerId } from '../core/names.ts';
import type { Heartbeats, Locks } from '../core/ports.ts';
import type { Recording } from '../core/recording.ts';

/** How often the page looks for work that no event has announced, on browsers that send nothing by themselves. */
const TIMER_MS = 15_000;
/** How soon to look again when the worker or another page is at work: it may leave before everything is done. */
const BUSY_MS = 2_000;

export interface SendingDeps extends Omit<OutboxDeps, 'digest'> {
  ownerId: OwnerId;
  locks: Locks;
  heartbeats: Heartbeats;
  /** Work is left that the worker is to do if this page goes away. */
  onWorkLeft(trigger: string): void;
  onResult(result: DrainResult): void;
  /** One drain, as `drainHere` does it; it brings its own digest. */
  drainHere(deps: SendingDeps, how: { why: string; hurry: boolean; onBegin(): void }): Promise<DrainResult | null | undefined>;
  /** Nothing is to be sent now. */
  held?(): boolean;
  /** This one is not to be sent now. */
  holds?(recording: Recording): boolean;
  /** Looks whether that is still so. Never rejects. */
  askFlags?(): Promise<unknown>;
  /** The server has said that it may not be so any more, and `askFlags` has not come back since. */
  flagsBehind?(): boolean;
}

export interface Sending {
  draining: ReadonlySignal<boolean>;
  /** Sets off a drain, or another one after the one at work. `hurry`: whatever the retry times say. */
  trigger(why: string, hurry?: boolean): void;
  /** Begins to listen to the events of the page. */
  start(): void;
}

/** The page's half of sending: when to drain. What to send, and how, is the outbox's. */
export function createSending(deps: SendingDeps): Sending {
  const draining = signal(false);
  let wanted: { why: string; hurry: boolean } | null = null;
  let running = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function drain(why: string, hurry: boolean): Promise<void> {
    const result = await deps.drainHere(deps, { why, hurry, onBegin: () => (draining.value = true) });
    if (result === null) return schedule(null);
    if (!result) return schedule(deps.clock.nowMs() + BUSY_MS, hurry);
    deps.onResult(result);
    if (result.unsent + result.amending > 0) deps.onWorkLeft(why);
    schedule(result.nextDueAtMs);
  }

  function schedule(dueAtMs: number | null, hurry = false): void {
    const waitMs = dueAtMs === null ? TIMER_MS : Math.min(TIMER_MS, Math.max(250, dueAtMs - deps.clock.nowMs()));
    timer = setTimeout(() => trigger('timer', hurry), waitMs);
  }

  function trigger(why: string, hurry = false): void {
    wanted = { why, hurry: hurry || (wanted?.hurry ?? false) };
    if (!running) void run();
  }

  async function run(): Promise<void> {
    running = true;
    while (wanted) {
      const { why, hurry } = wanted;
      wanted = null;
      clearTimeout(timer);
      try {
        await drain(why, hurry);
      } catch (error) {
        deps.telemetry.record({ event: 'sync_failed', level: 'error', userId: deps.ownerId, trigger: why, message: error instanceof Error ? error.name : 'unknown' });
        schedule(null);
      }
      draining.value = false;
    }
    running = false;
  }

  return {
    draining,
    trigger,
    start() {
      addEventListener('online', () => trigger('online', true));
      addEventListener('offline', () => deps.onWorkLeft('offline'));
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') trigger('visible', true);
        else deps.onWorkLeft('hidden');
      });
      trigger('start', true);
    },
  };
}
