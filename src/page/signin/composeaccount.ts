import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { accountApi } from '../../adapters/accountapi.ts';
import type { DeviceMemory } from '../../adapters/dexie/devicedb.ts';
import { createIdleLock } from '../../core/account/idlelock.ts';
import type { Presence } from '../../core/account/presence.ts';
import type { SignInState } from '../../core/account/signedin.ts';
import type { RecorderView } from '../../core/capture/recorderview.ts';
import { isRunning } from '../../core/recording.ts';
import { checkSignIn } from '../account.ts';
import type { Account, Cover } from '../app.ts';
import { followAccount } from './followaccount.ts';
import { createSignOut, type SignOut, type SignOutDeps } from './signout.ts';
import { watchIdle } from './watchidle.ts';

export interface AccountParts extends Omit<SignOutDeps, 'ownerId' | 'memory' | 'api' | 'signIn' | 'recording' | 'leave'> {
  account: Account;
  memory: DeviceMemory;
  /** When somebody was last at this owner's page. */
  presence: Presence | undefined;
  idleLimitMs(): number;
  recorder: ReadonlySignal<RecorderView>;
}

/** Whose page this is, for as long as it is theirs. */
export interface AccountOfPage {
  signIn: ReadonlySignal<SignInState>;
  cover: ReadonlySignal<Cover | null>;
  signOut: SignOut;
  /** Asks the server how this page stands with it. Never rejects. */
  recheck(): Promise<void>;
}

/** Puts together what this page knows of its owner: signed in or not, there or not, and the way out. */
export function composeAccount(parts: AccountParts): AccountOfPage {
  const { account, memory, recorder, recordings } = parts;
  const signIn = signal<SignInState>('unknown');
  const left = signal(false);
  const locked = signal(false);
  const lock = createIdleLock(
    { clock: parts.clock, memory, ownerId: account.ownerId, limitMs: parts.idleLimitMs, onChange: (now) => (locked.value = now) },
    parts.presence,
  );
  locked.value = lock.locked();
  // At once: what is private must not be drawn before this is known.
  void lock.look();
  watchIdle(lock, memory.presence);

  async function recheck(): Promise<void> {
    signIn.value = await checkSignIn(account, memory);
    // They have not signed out, and yet nobody is to listen here now.
    if (signIn.value === 'other') await parts.dropDeviceKey().catch(() => undefined);
  }
  const openOthersPage = () => {
    if (left.value && recorder.value.phase === 'idle') location.assign('/');
  };
  const signOut = createSignOut({
    ...parts,
    ownerId: account.ownerId,
    api: accountApi,
    signIn,
    recording: computed(() => recorder.value.phase !== 'idle' || (recordings.value ?? []).some(isRunning)),
    leave: () => location.assign('/'),
  });
  followAccount(memory, account.ownerId, () => {
    // This page's own sign-out leaves when it is done.
    if (signOut.view.value.step === 'leaving') return;
    left.value = true;
    // Whose it is now, the server knows; a recording that keeps this page here is told so.
    void recheck();
    openOthersPage();
  });
  document.addEventListener('visibilitychange', openOthersPage);

  return {
    signIn,
    cover: computed(() => (left.value || signIn.value === 'other' ? 'left' : locked.value ? 'locked' : null)),
    signOut,
    recheck,
  };
}
