import { computed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { LazyLibrary, preloadLibrary } from '../library/lazylibrary.tsx';
import { NO_BATCH, waitingOf } from '../library/sending.ts';
import { FaultNote } from '../recorder/faultnote.tsx';
import { Brand } from './brand.tsx';
import { NetworkState } from './networkstate.tsx';
import { Notices } from './notices.tsx';
import { RecorderPlace } from './recorderplace.tsx';
import { Tabs } from './tabs.tsx';
import { useWide } from './usewide.ts';
import { useView } from './view.ts';

/** The whole screen of somebody who may record on this device. */
export function Shell() {
  const app = useApp();
  const [view, setView] = useView();
  const wide = useWide();
  // Nothing below a cover tells how many there are.
  const covered = app.cover.value !== null;
  // Numbers of their own, so that a recording that grows does not draw everything anew.
  const waiting = useMemo(() => computed(() => waitingOf(app.listed.value ?? []).length), [app]);
  const title = words.views.title[wide || covered ? 'record' : view];
  useEffect(() => preloadLibrary(app), [app]);
  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <div class="shell">
      <header class="top">
        <Brand />
        <NetworkState reach={app.reach.value} slow={app.slow.value} waiting={covered ? 0 : waiting.value} batch={covered ? NO_BATCH : app.batch.value} />
      </header>
      <main class={covered ? 'views views-covered' : 'views'}>
        <Notices waiting={covered ? 0 : waiting.value} />
        <RecorderPlace shown={wide || covered || view === 'record'} />
        {!wide && !covered && view === 'recordings' && <FaultNote />}
        {!covered && (wide || view === 'recordings') && <LazyLibrary />}
      </main>
      {!wide && !covered && <Tabs view={view} waiting={waiting.value} onView={setView} />}
    </div>
  );
}
