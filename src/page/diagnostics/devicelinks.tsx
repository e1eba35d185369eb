import '../update/device.css';
import { useApp } from '../app.ts';
import { moreWords } from '../i18n/words.ts';
import { openGuide } from '../install/guidedialog.tsx';
import { openDiagnostics } from './diagnosticsdialog.tsx';

/** The ways to what concerns this device, in the account. They open over the page, so that a recording goes on. */
export function DeviceLinks() {
  const app = useApp();
  return <Links onGuide={openGuide} onDiagnostics={() => openDiagnostics(app)} />;
}

/** The same where nobody is signed in: pages of their own. */
export function SignedOutLinks() {
  return <Links />;
}

function Links({ onGuide, onDiagnostics }: { onGuide?: () => void; onDiagnostics?: () => void }) {
  const link = (href: string, label: string, open?: () => void) => (
    <a
      href={href}
      onClick={(event) => {
        if (!open || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        open();
      }}
    >
      {label}
    </a>
  );
  return (
    <nav class="device-links" aria-label={moreWords.diagnostics.links}>
      {link('/install', moreWords.install.link, onGuide)}
      {link('/diagnostics', moreWords.diagnostics.link, onDiagnostics)}
    </nav>
  );
}
