import { useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { Language } from '../shell/language.tsx';
import { useLoaded } from '../shell/useloaded.ts';
import { SignInLink } from '../signin/signinlink.tsx';
import { SignOutDialog } from '../signin/signoutdialog.tsx';
import type { Batch } from './sending.ts';

const loadDevice = () => Promise.all([import('../diagnostics/devicelinks.tsx'), import('../install/installoffer.tsx')]);

const loadAdminLink = () => import('../admin/adminlink.tsx');

/** The way to the administration, looked for only when somebody looks. */
function AdminPlace() {
  const later = useLoaded(loadAdminLink);
  return later && <later.AdminLink />;
}

/** Who is using this device, and the way for somebody else to. It leaves the page, so not during a recording. */
export function Account({ sending }: { sending: Batch }) {
  const app = useApp();
  const [asking, setAsking] = useState(false);
  const [opened, setOpened] = useState(false);
  const [links, offer] = useLoaded(loadDevice) ?? [];
  const busy = app.signOut.blocked.value;
  const underWay = app.signOut.view.value.step !== 'none';
  return (
    <>
      {offer && <offer.InstallOffer />}
      <details class="account" onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
        <summary>{app.account.email ?? words.account.nameless}</summary>
        {app.signIn.value === 'sending' && (
          <div class="account-part">
            <p>{words.account.sending}</p>
            {!busy && <SignInLink online={app.online.value} look="plain" />}
          </div>
        )}
        <p id="sign-out-text">{busy ? words.account.recording : words.account.hint}</p>
        <Action look="plain" label={words.account.signOut} off={busy} describedBy="sign-out-text" onTap={() => setAsking(true)} />
        {opened && !busy && <AdminPlace />}
        <Language />
        {links && <links.DeviceLinks />}
      </details>
      {(underWay || (asking && !busy)) && <SignOutDialog sending={sending} onClose={() => setAsking(false)} />}
    </>
  );
}
