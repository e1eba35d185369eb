import { recoverOrphans } from '../../src/core/capture/recovery.ts';
import type { OwnerId } from '../../src/core/names.ts';
import { drainOutbox } from '../../src/core/outbox/drain.ts';
import { underDrainLock } from '../../src/core/outbox/drainlock.ts';
import { portsOf, type Device } from './device.ts';
import { beginLife, type Life } from './turns.ts';

const BUDGET_MS = 140_000;
const DRAIN_PATIENCE_MS = 60_000;
const RECORDER_PATIENCE_MS = 10_000;

/** A sync event in the service worker. It has failed while it is undefined. */
export interface SyncEvent {
  life: Life;
  outcome: 'running' | 'done' | 'failed';
}

/** Dispatches a sync event: what sw/drain.ts does with one, over the simulated parts. */
export function dispatchSync(device: Device, name: string): SyncEvent {
  const life = beginLife(name);
  const event: SyncEvent = { life, outcome: 'running' };
  device.turns.as(life, () => {
    void drainEverybody(device, life).then(
      () => {
        event.outcome = 'done';
        device.syncWanted = false;
      },
      () => (event.outcome = 'failed'),
    );
  });
  return event;
}

async function drainEverybody(device: Device, life: Life): Promise<void> {
  const { storeFor, ...ports } = portsOf(device, life);
  const shared = { ...ports, locks: device.locks.locksOf(life), heartbeats: device.disk.heartbeatsOf(life) };
  const deadlineMs = shared.clock.monotonicMs() + BUDGET_MS;

  async function drainOwner(ownerId: OwnerId, onStep: () => void): Promise<number> {
    try {
      const result = await drainOutbox({ ...shared, store: storeFor(ownerId) }, { ownerId, trigger: 'sync', hurry: true, deadlineMs, onStep });
      return result.signIn ? 0 : result.unsent + result.amending;
    } catch (error) {
      shared.telemetry.record({ event: 'sync_failed', level: 'error', userId: ownerId, trigger: 'sync', message: String(error) });
      return 1;
    }
  }

  await device.turns.turn(life, 'reads the owners');
  const signedIn = device.network.person;
  const owners = [...device.owners].sort((a, b) => Number(b === signedIn) - Number(a === signedIn));
  await Promise.allSettled(owners.map((ownerId) => recoverOrphans({ ...shared, store: storeFor(ownerId) }, RECORDER_PATIENCE_MS)));
  const left = await underDrainLock(shared, DRAIN_PATIENCE_MS, async (onStep) => {
    let sum = 0;
    for (const ownerId of owners) {
      const unsent = await drainOwner(ownerId, onStep);
      if (signedIn === null || ownerId === signedIn) sum += unsent;
    }
    return sum;
  });
  if (left !== 0) throw new Error('the outbox is not empty');
}
