import type { SignInState } from '../../core/account/signedin.ts';
import { words } from '../i18n/words.ts';

/** Why nothing can be sent before the sign-out, in words; null when it can. */
export function sendObstacle({ sendable, online, signIn }: { sendable: number; online: boolean; signIn: SignInState }): string | null {
  if (sendable === 0) return words.signOut.sendFailed;
  if (!online) return words.signOut.sendOffline;
  return signIn === 'out' || signIn === 'other' ? words.signOut.sendSignedOut : null;
}
