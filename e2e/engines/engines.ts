import type { Pcm } from '../harness/decode.ts';
import type { Launch } from './engine.ts';
import { FIREFOX_TONE_HZ, launchFirefox } from './firefox.ts';
import { beepFaults, endlessToneFaults } from './sound.ts';
import { launchWebkit } from './webkit.ts';

/** An engine as the tests take it. */
export interface EngineUnderTest {
  name: string;
  launch: Launch;
  /** Whether it can be made to record AAC, as Safari before 18.4 does. */
  recordsAac: boolean;
  /** What is wrong with a recording of its microphone, in words. `cutsAtS`: where takes are joined. */
  soundFaults(pcm: Pcm, cutsAtS?: readonly number[]): string[];
}

const ALL: readonly EngineUnderTest[] = [
  { name: 'firefox', launch: launchFirefox, recordsAac: false, soundFaults: (pcm, cutsAtS) => endlessToneFaults(pcm, FIREFOX_TONE_HZ, cutsAtS) },
  { name: 'webkit', launch: launchWebkit, recordsAac: true, soundFaults: beepFaults },
];

/** Those that `ENGINES` names, e.g. 'firefox,webkit'; scripts/test-engines.mjs says which there are. */
export function enginesHere(): readonly EngineUnderTest[] {
  const names = (process.env.ENGINES ?? '').split(',');
  return ALL.filter(({ name }) => names.includes(name));
}
