import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { activateAnswer } from '../../wire/workermessage.ts';
import { askWorker } from './askworker.ts';
import { isInUse, USE_ENDS } from './inuse.ts';

/**
 * `ready`: a new version is on this device and waits; `refused`: it still does, because a tab of this device records;
 * `applying`: it takes over as soon as what the worker is doing is done; `stuck`: it does not answer, and comes when all
 * windows have been closed.
 */
export type UpdateState = 'none' | 'ready' | 'refused' | 'applying' | 'stuck';

export interface Update {
  state: ReadonlySignal<UpdateState>;
  /** In a person's name. Never rejects. */
  apply(): Promise<void>;
}

const ANSWER_MS = 10_000;
/** How often a page that stays open looks for a new version, when somebody comes back to it. */
const LOOK_EVERY_MS = 60 * 60_000;

/**
 * Watches for new versions. Nothing takes over unasked; when a new worker has, in whichever tab it was asked for, every page
 * is loaded anew as soon as it is `idle` and nobody is in the middle of something.
 */
export function watchUpdate(container: ServiceWorkerContainer, idle: ReadonlySignal<boolean>, reload: () => void): Update {
  const state = signal<UpdateState>('none');
  const outdated = signal(false);
  let registration: ServiceWorkerRegistration | undefined;

  function look(): void {
    if (!registration?.waiting) state.value = 'none';
    else if (state.value === 'none') state.value = 'ready';
  }

  function follow(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', look);
    look();
  }

  async function start(): Promise<void> {
    registration = await container.ready;
    // Without a page under the worker before it nothing waits: this is how the first worker comes.
    registration.addEventListener('updatefound', () => follow(registration!.installing));
    follow(registration.waiting ?? registration.installing);
    let lookedMs = performance.now();
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'visible' || performance.now() - lookedMs < LOOK_EVERY_MS) return;
      lookedMs = performance.now();
      void registration!.update().catch(() => undefined);
    });
  }

  // A page that no worker has answered for is not replaced by one.
  const controlled = container.controller !== null;
  container.addEventListener('controllerchange', () => {
    if (controlled) outdated.value = true;
  });
  const uses = signal(0);
  effect(() => {
    if (!outdated.value) return;
    for (const end of USE_ENDS) document.addEventListener(end, () => setTimeout(() => (uses.value += 1)), true);
  });
  effect(() => {
    if (outdated.value && idle.value && uses.value >= 0 && !isInUse(document)) reload();
  });
  void start().catch(() => undefined);

  return {
    state,
    async apply() {
      const waiting = registration?.waiting;
      if (!waiting) return look();
      state.value = 'applying';
      const answer = await askWorker(waiting, { holdfast: 'activate' }, activateAnswer, ANSWER_MS);
      if (!answer?.activating) state.value = answer ? 'refused' : 'stuck';
    },
  };
}
