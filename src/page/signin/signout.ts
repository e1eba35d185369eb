import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { settleSignOut, type AccountApi, type SignInState } from '../../core/account/signedin.ts';
import type { AccountMemory } from '../../adapters/dexie/accountmemory.ts';
import type { RecordingId } from '../../core/names.ts';
import type { Timers } from '../../core/ports.ts';
import type { Recording } from '../../core/recording.ts';
import type { DeleteDeps } from './deletehere.ts';
import { heldHere } from './held.ts';

/** How long the server is waited for; what it has not heard by then it hears later. */
const SERVER_PATIENCE_MS = 5_000;

/**
 * How a sign-out stands. `none`: it is only asked for, if at all. `trouble`: why the last one came to nothing:
 * something could not be sent and is still here, or the device's storage does not answer.
 */
export interface SignOutView {
  step: 'none' | 'sending' | 'deleting' | 'leaving';
  trouble: 'left_over' | 'storage' | null;
}

/** A sign-out, and what becomes of the audio that only this device has. No call rejects. */
export interface SignOut {
  view: ReadonlySignal<SignOutView>;
  /** A recording is under way on this device: no sign-out begins. */
  blocked: ReadonlySignal<boolean>;
  /** At once: what is here stays, sealed. */
  keep(): void;
  /** As soon as everything is sent; until then it can be cancelled. */
  send(): void;
  /** After deleting what only this device has. */
  remove(): void;
  /** Stays signed in. What is being sent goes on. */
  cancel(): void;
}

export interface SignOutDeps extends DeleteDeps {
  recordings: ReadonlySignal<Recording[] | null>;
  damaged: ReadonlySignal<RecordingId[]>;
  signIn: ReadonlySignal<SignInState>;
  /** A recording is under way. */
  recording: ReadonlySignal<boolean>;
  memory: AccountMemory;
  api: AccountApi;
  timers: Timers;
  /** Deletes the key with which audio can be opened on this device. */
  dropDeviceKey(): Promise<void>;
  /** Sets off a drain. */
  sendNow(): void;
  /** The server is still to hear of the sign-out. */
  onPending(): void;
  /** Leaves this page for the one that shows nobody's. */
  leave(): void;
}

/** Makes the sign-out of one owner's page. */
export function createSignOut(deps: SignOutDeps): SignOut {
  const { ownerId, memory } = deps;
  const view = signal<SignOutView>({ step: 'none', trouble: null });
  let stopWatching: (() => void) | undefined;

  const set = (step: SignOutView['step'], trouble: SignOutView['trouble'] = null) => (view.value = { step, trouble });

  function stopSending(): void {
    stopWatching?.();
    stopWatching = undefined;
  }

  async function leave(): Promise<void> {
    stopSending();
    set('leaving');
    try {
      await memory.signOut(ownerId);
    } catch {
      return void set('none', 'storage');
    }
    await deps.dropDeviceKey().catch(() => undefined);
    // The server's half. Without an answer it is made up for before anything else, by a page or the worker.
    await Promise.race([settleSignOut(deps.api, memory).catch(() => undefined), deps.timers.sleep(SERVER_PATIENCE_MS)]);
    if (await memory.pendingSignOut().catch(() => undefined)) deps.onPending();
    deps.leave();
  }

  async function remove(): Promise<void> {
    set('deleting');
    try {
      const { deleteHere } = await import('./deletehere.ts');
      await deleteHere(deps);
    } catch {
      return void set('none', 'storage');
    }
    await leave();
  }

  /** Looks at every change whether it is all sent, or can no longer be. */
  function watch(): void {
    const { sendable, written, recordings } = heldHere(deps.recordings.value ?? []);
    const over = deps.recording.value || deps.signIn.value === 'out' || deps.signIn.value === 'other';
    const leftOver = recordings.length + deps.damaged.value.length;
    if (!over && sendable + written > 0) return;
    // Not within the effect, which must not change what it reads.
    queueMicrotask(() => {
      if (view.peek().step !== 'sending') return;
      stopSending();
      if (over) set('none');
      else if (leftOver > 0) set('none', 'left_over');
      else void leave();
    });
  }

  const idle = () => view.value.step === 'none' && !deps.recording.value;
  return {
    view,
    blocked: deps.recording,
    keep: () => void (idle() && leave()),
    send() {
      if (!idle()) return;
      set('sending');
      deps.sendNow();
      stopWatching = effect(watch);
    },
    remove: () => void (idle() && remove()),
    cancel() {
      if (view.value.step !== 'sending') return void (view.value.step === 'none' && set('none'));
      stopSending();
      set('none');
    },
  };
}
