import { words } from '../i18n/words.ts';
import { signInHref } from './signinhref.ts';

/**
 * The way to sign in and back to where we are. It leaves the page, so it is never shown during a recording,
 * and without a network it leads nowhere.
 */
export function SignInLink({ online, look = 'sea' }: { online: boolean; look?: 'sea' | 'plain' }) {
  if (online) {
    return (
      <a class={`action look-${look}`} href={signInHref(location.pathname)}>
        {words.signIn.action}
      </a>
    );
  }
  return (
    <button type="button" class={`action look-${look}`} aria-disabled>
      {words.signIn.action}
    </button>
  );
}
