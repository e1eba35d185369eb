import { words } from '../i18n/words.ts';
import { Brand } from '../shell/brand.tsx';
import { Icon } from '../shell/icon.tsx';
import { Language } from '../shell/language.tsx';
import { NetworkState } from '../shell/networkstate.tsx';
import { useLoaded } from '../shell/useloaded.ts';
import { NO_BATCH } from '../library/sending.ts';
import { SignInLink } from './signinlink.tsx';

const loadDevice = () => Promise.all([import('../diagnostics/devicelinks.tsx'), import('../update/devicenotes.tsx')]);

/** A device on which nobody can record yet: nobody has ever signed in, or its keys are still to be fetched. */
export function SignInScreen({ reason, online }: { reason: 'never' | 'no_keys'; online: boolean }) {
  const { title, text, needsNetwork } =
    reason === 'never'
      ? { title: words.welcome.title, text: words.welcome.text, needsNetwork: words.welcome.firstNeedsNetwork }
      : { title: words.welcome.keysTitle, text: words.welcome.keysText, needsNetwork: words.welcome.keysNeedNetwork };
  const [links, notes] = useLoaded(loadDevice) ?? [];
  return (
    <div class="shell welcome">
      <header class="top">
        <Brand />
        <NetworkState reach={online ? 'online' : 'offline'} waiting={0} batch={NO_BATCH} />
      </header>
      <main class="welcome-main">
        <span class="welcome-mark">
          <Icon name="mark" />
        </span>
        <h2 class="headline">{title}</h2>
        <p class="hint">{text}</p>
      </main>
      <div class="dock">
        <output class="note tone-hold" hidden={online}>
          {needsNetwork}
        </output>
        <SignInLink online={online} />
        <Language />
        {links && <links.SignedOutLinks />}
        {notes && <notes.SignedOutNotes />}
      </div>
    </div>
  );
}
