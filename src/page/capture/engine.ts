import { webDigest, webSealing } from '../../adapters/webcrypto.ts';
import { createRecorder, type Recorder } from '../../core/capture/recorder.ts';
import type { RecorderDeps } from '../../core/capture/recorderdeps.ts';
import { createDeviceMicrophone } from './microphone.ts';

/** What records, and what its microphone hears. */
export interface Engine {
  recorder: Recorder;
  /** The loudest sample of this moment, 0 to 1; null when nothing is open or the samples cannot be read. */
  level(): number | null;
}

/** The recorder of this page on the microphones of this device. */
export function createEngine(deps: Omit<RecorderDeps, 'microphone' | 'digest' | 'sealing'>): Engine {
  const microphone = createDeviceMicrophone();
  return { recorder: createRecorder({ ...deps, digest: webDigest, sealing: webSealing, microphone }), level: () => microphone.current()?.glance() ?? null };
}
