import { useMemo } from 'preact/hooks';
import { useApp, type App } from '../app.ts';
import { words } from '../i18n/words.ts';
import { useLoaded } from '../shell/useloaded.ts';

const AFTER_MS = 1_000;

async function loadLibrary(app: App) {
  const [{ Library }, tools] = await Promise.all([import('./library.tsx'), app.libraryTools()]);
  return { Library, tools };
}

/**
 * Loads the library a moment after the first paint: it is to be there at the first tap, and without a network.
 * A page that no worker answers for, as in the first visit, would not get what playback needs later either.
 */
export function preloadLibrary(app: App): void {
  setTimeout(() => {
    const controlled = 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
    void loadLibrary(app)
      .then(({ tools }) => (controlled ? undefined : tools.playback()))
      .catch(() => undefined);
  }, AFTER_MS);
}

/** The library, as soon as it is loaded: the recorder is what must be there first. */
export function LazyLibrary() {
  const app = useApp();
  const load = useMemo(() => () => loadLibrary(app), [app]);
  const loaded = useLoaded(load);
  return loaded ? <loaded.Library tools={loaded.tools} /> : <section class="library" aria-label={words.library.title} aria-busy />;
}
