import { words } from '../i18n/words.ts';
import { signInHref } from './signinhref.ts';

/** Where we are when it is tapped, which may not be where we were when it was drawn. */
function toHere(event: Event & { currentTarget: HTMLAnchorElement }): void {
  event.currentTarget.href = signInHref(location.pathname);
}

/**
 * The way to sign in and back to where we are. It leaves the page, so it is never shown during a recording,
 * and without a network it leads nowhere.
 */
export function SignInLink({ online, look = 'sea' }: { online: boolean; look?: 'sea' | 'plain' }) {
  if (online) {
    return (
      <a class={`action look-${look}`} href={signInHref(location.pathname)} onClick={toHere}>
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
