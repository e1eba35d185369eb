import { signal } from '@preact/signals';

/** The browser's own question whether to install. It can be asked once. */
export interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Null where the browser has none, or not now. */
export const installPrompt = signal<InstallPrompt | null>(null);

/** Keeps the browser's question for when a person asks for it: it comes early, and once. */
export function keepInstallPrompt(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    installPrompt.value = event as InstallPrompt;
  });
  addEventListener('appinstalled', () => (installPrompt.value = null));
}
