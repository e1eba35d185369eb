import { computed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../app.ts';
import { words } from '../i18n/words.ts';
import { Library } from '../library/library.tsx';
import { nextBatch, NO_BATCH, waitingOf } from '../library/sending.ts';
import { FaultNote } from '../recorder/faultnote.tsx';
import { Recorder } from '../recorder/recorder.tsx';
import { Brand } from './brand.tsx';
import { NetworkState } from './networkstate.tsx';
import { Notices } from './notices.tsx';
import { Tabs } from './tabs.tsx';
import { useWide } from './usewide.ts';
import { useView } from './view.ts';

/** The whole screen of somebody who may record on this device. */
export function Shell() {
  const app = useApp();
  const [view, setView] = useView();
  const wide = useWide();
  const sending = useMemo(() => {
    let batch = NO_BATCH;
    return computed(() => (batch = nextBatch(batch, app.recordings.value ?? [], app.online.value && app.draining.value)));
  }, [app]);
  // Numbers of their own, so that a recording that grows does not draw everything anew.
  const waiting = useMemo(() => computed(() => waitingOf(app.recordings.value ?? []).length), [app]);
  useEffect(() => {
    document.title = words.views.title[wide ? 'record' : view];
  }, [view, wide]);

  return (
    <div class="shell">
      <header class="top">
        <Brand />
        <NetworkState reach={app.reach.value} waiting={waiting.value} batch={sending.value} />
      </header>
      <main class="views">
        <Notices waiting={waiting.value} />
        {(wide || view === 'record') && <Recorder />}
        {!wide && view === 'recordings' && <FaultNote />}
        {(wide || view === 'recordings') && <Library waiting={waiting.value} sending={sending} />}
      </main>
      {!wide && <Tabs view={view} waiting={waiting.value} onView={setView} />}
    </div>
  );
}
