import { CaptureFault } from '../../core/capture/capturefault.ts';
import type { AudioInput, Microphone, MicrophoneChoice, TakeCapture } from '../../core/ports.ts';
import { createMeter, type Meter } from './meter.ts';

/** Containers that the archive can join without loss, best first. */
const MIME_TYPES = ['audio/webm;codecs=opus', 'audio/mp4;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4'];

/** A recorder that says neither "stop" nor anything else for so long is dead; what it delivered is kept. */
const STOP_TIMEOUT_MS = 3_000;

/** What the browser may do to the sound. `raw` is for music, auscultation and rooms; `voice` for a person who speaks. */
const PROCESSING: Record<MicrophoneChoice['processing'], MediaTrackConstraints> = {
  voice: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  raw: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};

/** The meter of the microphone that is open, for the screen; null while none is. */
export interface OpenMeter {
  current(): Meter | null;
}

/** The microphones of this device, through getUserMedia and MediaRecorder. */
export function createDeviceMicrophone(): Microphone & OpenMeter {
  let meter: Meter | null = null;
  return {
    current: () => meter,
    async open({ deviceId, processing }) {
      if (typeof MediaRecorder === 'undefined' || !navigator.mediaDevices) throw new CaptureFault('recorder_unsupported');
      try {
        const stream = await openStream(deviceId, PROCESSING[processing]);
        const own = createMeter(stream);
        meter = own;
        return inputOf(stream, own, () => {
          if (meter === own) meter = null;
        });
      } catch (error) {
        throw faultOf(error);
      }
    },
  };
}

/** The microphone that was chosen; when it is gone, the system's: that must not keep anybody from recording. */
async function openStream(deviceId: string | null, processing: MediaTrackConstraints): Promise<MediaStream> {
  const open = (audio: MediaTrackConstraints) => navigator.mediaDevices.getUserMedia({ audio });
  if (deviceId === null) return open(processing);
  try {
    // `exact`: `ideal` is only a hint, and Chromium opens the system's microphone all the same.
    return await open({ ...processing, deviceId: { exact: deviceId } });
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'OverconstrainedError' || error.name === 'NotFoundError')) return open(processing);
    throw error;
  }
}

function inputOf(stream: MediaStream, meter: Meter, onClose: () => void): AudioInput {
  const track = stream.getAudioTracks()[0];
  if (!track) throw new CaptureFault('microphone_missing');
  const listening = new AbortController();
  return {
    label: track.label,
    isLive: () => track.readyState === 'live' && !track.muted,
    newTake: ({ bitsPerSecond }) => takeOf(stream, bitsPerSecond),
    onSignal(run) {
      for (const signal of ['mute', 'unmute', 'ended'] as const) track.addEventListener(signal, () => run(signal), { signal: listening.signal });
    },
    peak: meter.peak,
    close() {
      listening.abort();
      meter.close();
      onClose();
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
