import { CaptureFault } from '../../core/capture/capturefault.ts';
import type { AudioInput, Microphone, TakeCapture } from '../../core/ports.ts';

/** Containers that the archive can join without loss, best first. */
const MIME_TYPES = ['audio/webm;codecs=opus', 'audio/mp4;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4'];

/** A recorder that says neither "stop" nor anything else for so long is dead; what it delivered is kept. */
const STOP_TIMEOUT_MS = 3_000;

/** The microphone of this device, through getUserMedia and MediaRecorder. */
export const deviceMicrophone: Microphone = {
  async open() {
    if (typeof MediaRecorder === 'undefined' || !navigator.mediaDevices) throw new CaptureFault('recorder_unsupported');
    try {
      return inputOf(await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } }));
    } catch (error) {
      throw faultOf(error);
    }
  },
};

function inputOf(stream: MediaStream): AudioInput {
  const track = stream.getAudioTracks()[0];
  if (!track) throw new CaptureFault('microphone_missing');
  return {
    isLive: () => track.readyState === 'live' && !track.muted,
    newTake: ({ bitsPerSecond }) => takeOf(stream, bitsPerSecond),
    onLost: (run) => track.addEventListener('ended', run, { once: true }),
    close() {
      // A reused stream can record silence on iOS, and the sign that the microphone is on must go out.
      for (const one of stream.getTracks()) one.stop();
    },
  };
}

function takeOf(stream: MediaStream, audioBitsPerSecond: number): TakeCapture {
  const mimeType = MIME_TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  if (!mimeType) throw new CaptureFault('recorder_unsupported');
  let recorder: MediaRecorder;
  try {
    recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond });
  } catch (error) {
    throw new CaptureFault('recorder_unsupported', error);
  }
  return {
    mimeType: recorder.mimeType || mimeType,
    start(sliceMs, sink) {
      recorder.addEventListener('dataavailable', ({ data }) => {
        if (data.size > 0) sink.slice(data.arrayBuffer().then((buffer) => new Uint8Array(buffer)));
      });
      recorder.addEventListener('error', (event) => sink.failed(new CaptureFault('recorder_failed', event)));
      recorder.start(sliceMs);
    },
    stop() {
      if (recorder.state === 'inactive') return Promise.resolve();
      return new Promise((resolve) => {
        recorder.addEventListener('stop', () => resolve(), { once: true });
        setTimeout(resolve, STOP_TIMEOUT_MS);
        recorder.stop();
      });
    },
  };
}

function faultOf(error: unknown): CaptureFault {
  if (error instanceof CaptureFault) return error;
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return new CaptureFault('microphone_refused', error);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new CaptureFault('microphone_missing', error);
    default:
      return new CaptureFault('microphone_busy', error);
  }
}
