import { useApp } from '../app.ts';
import { Recorder } from '../recorder/recorder.tsx';
import { useLoaded } from './useloaded.ts';

const loadLegacy = () => import('../legacy/legacy.tsx');

/** The recorder that this page has: the offline one, or the legacy one while that is off. */
export function RecorderPlace({ shown }: { shown: boolean }) {
  if (useApp().flags.legacy.value) return <LegacyPlace shown={shown} />;
  return shown ? <Recorder /> : null;
}

/** Out of sight it stays in place, because what it records is nowhere else. */
function LegacyPlace({ shown }: { shown: boolean }) {
  const app = useApp();
  const later = useLoaded(loadLegacy);
  if (!later) return shown ? <Recorder /> : null;
  const { telemetry, version, keepLegacy } = app.flags;
  return (
    <div class="recorder-place" hidden={!shown}>
      <later.Legacy telemetry={telemetry} flagsVersion={version()} online={app.online.value} onBusy={keepLegacy} />
    </div>
  );
}
