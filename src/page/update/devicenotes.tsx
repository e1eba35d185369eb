import './device.css';
import { computed, effect, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { isRunning } from '../../core/recording.ts';
import { useApp, type App } from '../app.ts';
import { followLaunches } from '../install/followlaunches.ts';
import { askToKeep } from '../install/persistence.ts';
import { heldOff } from './holdoff.ts';
import { UpdateNote } from './updatenote.tsx';
import { watchUpdate, type Update } from './watchupdate.ts';

const never = signal(false);
const always = signal(true);

/** What concerns the app on this device rather than its recordings; loaded after the first paint. */
export function DeviceNotes() {
  const app = useApp();
  const [{ update, busy, quiet }] = useState(() => watchDevice(app));
  useEffect(followLaunches, []);
  useEffect(
    () =>
      effect(() => {
        const { phase, recordingId, savedMs } = app.recorder.value;
        // After a recording, when it is plain what is to be kept, and never while one waits for it.
        if (phase === 'idle' && recordingId !== null && savedMs > 0) void askToKeep().catch(() => undefined);
      }),
    [app],
  );
  return quiet.value && update ? <UpdateNote update={update} busy={busy} /> : null;
}

/** The same where nobody is signed in and nothing can be recorded. */
export function SignedOutNotes() {
  const [update] = useState(() => watch(always));
  return update && <UpdateNote update={update} busy={never} />;
}

function watchDevice(app: App) {
  const quiet = computed(() => app.recorder.value.phase === 'idle' && !heldOff.value);
  const idle = computed(() => quiet.value && app.signOut.view.value.step === 'none');
  return { update: watch(idle), quiet, busy: computed(() => (app.recordings.value ?? []).some(isRunning)) };
}

function watch(idle: Parameters<typeof watchUpdate>[1]): Update | null {
  return 'serviceWorker' in navigator ? watchUpdate(navigator.serviceWorker, idle, () => location.reload()) : null;
}
