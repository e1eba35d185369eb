import type { Bytes } from '../../src/core/bytes.ts';
import { CaptureFault, type CaptureFaultCode } from '../../src/core/capture/capturefault.ts';
import type { AudioInput, Microphone, MicrophoneChoice, TakeCapture } from '../../src/core/ports.ts';

/** A microphone that delivers what the test hands it. */
export function createTestMicrophone(mimeType = 'audio/webm;codecs=opus') {
  let refuse: CaptureFaultCode | null = null;
  let live = true;
  let opened = 0;
  let closed = 0;
  let signal: Parameters<AudioInput['onSignal']>[0] = () => undefined;
  let peak: number | null = 0.3;
  let dead = false;
  let gate: Promise<void> | null = null;
  const choices: MicrophoneChoice[] = [];
  let sink: Parameters<TakeCapture['start']>[1] | null = null;
  let last: Bytes | null = null;
  const takes: TakeCapture[] = [];

  const input: AudioInput = {
    isLive: () => live,
    label: 'Test microphone',
    onSignal: (run) => (signal = run),
    peak: () => peak,
    close: () => void (closed += 1),
    newTake() {
      const capture: TakeCapture = {
        mimeType,
        start: (_sliceMs, to) => void (sink = to),
        async stop() {
          if (last) sink?.slice(Promise.resolve(last));
          last = null;
        },
      };
      takes.push(capture);
      return capture;
    },
  };
  const microphone: Microphone = {
    async open(choice) {
      choices.push({ ...choice });
      await gate;
      if (refuse) throw new CaptureFault(refuse);
      opened += 1;
      live = !dead;
      return input;
    },
  };
  return {
    microphone,
    takes,
    opened: () => opened,
    closed: () => closed,
    /** The recorder delivers a slice. */
    slice: (bytes: Bytes) => sink!.slice(Promise.resolve(bytes)),
    /** What stop() will deliver last. */
    holdBack: (bytes: Bytes) => (last = bytes),
    fail: (error: unknown) => sink!.failed(error),
    signal: (is: 'mute' | 'unmute' | 'ended') => signal(is),
    /** The loudest sample from now on; null: unreadable. */
    hear: (loudest: number | null) => (peak = loudest),
    /** What open() waits for from now on. */
    holdOpen: (until: Promise<void> | null) => (gate = until),
    choices,
    /** Microphones that are given out deliver nothing. */
    openDead: (yes: boolean) => (dead = yes),
    die: () => (live = false),
    refuse: (code: CaptureFaultCode | null) => (refuse = code),
  };
}
