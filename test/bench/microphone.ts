import type { Bytes } from '../../src/core/bytes.ts';
import { CaptureFault, type CaptureFaultCode } from '../../src/core/capture/capturefault.ts';
import type { AudioInput, Microphone, TakeCapture } from '../../src/core/ports.ts';

/** A microphone that delivers what the test hands it. */
export function createTestMicrophone(mimeType = 'audio/webm;codecs=opus') {
  let refuse: CaptureFaultCode | null = null;
  let live = true;
  let opened = 0;
  let closed = 0;
  let lost: () => void = () => undefined;
  let sink: Parameters<TakeCapture['start']>[1] | null = null;
  let last: Bytes | null = null;
  const takes: TakeCapture[] = [];

  const input: AudioInput = {
    isLive: () => live,
    onLost: (run) => (lost = run),
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
    async open() {
      if (refuse) throw new CaptureFault(refuse);
      opened += 1;
      live = true;
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
    lose: () => lost(),
    die: () => (live = false),
    refuse: (code: CaptureFaultCode | null) => (refuse = code),
  };
}
