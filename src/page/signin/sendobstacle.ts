import type { SignInState } from '../../core/account/signedin.ts';
import { words } from '../i18n/words.ts';

/** Why nothing can be sent before the sign-out, in words; null when it can. */
export function sendObstacle({ sendable, online, signIn, held = false }: { sendable: number; online: boolean; signIn: SignInState; held?: boolean }): string | null {
  if (sendable === 0) return words.signOut.sendFailed;
  if (held) return words.library.held;
  if (!online) return words.signOut.sendOffline;
  return signIn === 'out' || signIn === 'other' ? words.signOut.sendSignedOut : null;
}
