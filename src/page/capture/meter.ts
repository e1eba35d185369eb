/** Long enough to miss nothing between two looks half a second apart: 0.68 s at 48 kHz. */
const WINDOW_SAMPLES = 32_768;
/** What the bar on the screen moves by: 43 ms at 48 kHz. */
const GLANCE_SAMPLES = 2_048;

/** Reads the samples of a microphone, beside the recording and never in its way. */
export interface Meter {
  /** The loudest sample of about the last half second, 0 to 1; null while the samples cannot be read. */
  peak(): number | null;
  /** The loudest sample of this moment, for the eye. */
  glance(): number | null;
  close(): void;
}

const DEAF: Meter = { peak: () => null, glance: () => null, close: () => undefined };

/** The meter of a stream. A browser that refuses one gets a meter that can never tell. */
export function createMeter(stream: MediaStream): Meter {
  let context: AudioContext | undefined;
  try {
    context = new AudioContext();
    return meterOn(context, stream);
  } catch {
    void context?.close().catch(() => undefined);
    return DEAF;
  }
}

function meterOn(context: AudioContext, stream: MediaStream): Meter {
  const source = context.createMediaStreamSource(stream);
  const wide = analyserOf(context, WINDOW_SAMPLES);
  const narrow = analyserOf(context, GLANCE_SAMPLES);
  source.connect(wide);
  source.connect(narrow);
  const wideSamples = new Float32Array(WINDOW_SAMPLES);
  const narrowSamples = new Float32Array(GLANCE_SAMPLES);
  function loudest(analyser: AnalyserNode, samples: Float32Array<ArrayBuffer>): number | null {
    // `interrupted` is iOS' word for a phone call; it and `suspended` freeze the samples without a sound.
    if (context.state !== 'running') {
      void context.resume().catch(() => undefined);
      return null;
    }
    analyser.getFloatTimeDomainData(samples);
    let peak = 0;
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    return peak;
  }

  return {
    peak: () => loudest(wide, wideSamples),
    glance: () => loudest(narrow, narrowSamples),
    close() {
      source.disconnect();
      void context.close().catch(() => undefined);
    },
  };
}

function analyserOf(context: AudioContext, samples: number): AnalyserNode {
  const analyser = context.createAnalyser();
  analyser.fftSize = samples;
  return analyser;
}
