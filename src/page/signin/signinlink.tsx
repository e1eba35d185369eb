import { words } from '../i18n/words.ts';
import { signInHref } from './signinhref.ts';

/** The way to sign in and back to where we are. It leaves the page, so it is never shown during a recording. */
export function SignInLink() {
  return (
    <a class="action look-sea" href={signInHref(location.pathname)}>
      {words.signIn.action}
    </a>
  );
}
