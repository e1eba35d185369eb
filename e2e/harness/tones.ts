import { writeFile } from 'node:fs/promises';

// A microphone that tells the time: every second of the file is a tone of its own, so that what was recorded
// says by itself which seconds it holds, in which order, and how much of each.

/** The tones in hertz, 130 apart. */
export const TONES_HZ: readonly number[] = Array.from({ length: 20 }, (_, i) => 400 + i * 130);
/** Steps between the tones of two seconds; without a common divisor with 20, so that all are used before one comes again. */
const STRIDE = 7;
const WAV_RATE = 48_000;
const FADE_S = 0.005;
const LOUDNESS = 0.5;

/** Index into `TONES_HZ` of the tone that second number `second` of the file has. Comes again after 20 seconds. */
export function toneOfSecond(second: number): number {
  return (second * STRIDE) % TONES_HZ.length;
}

/** Samples of the given tones, one second each, with short fades. */
export function toneSamples(tones: readonly number[], sampleRate: number): Float32Array {
  const samples = new Float32Array(tones.length * sampleRate);
  const fade = Math.round(FADE_S * sampleRate);
  for (const [second, tone] of tones.entries()) {
    const step = (2 * Math.PI * TONES_HZ[tone]!) / sampleRate;
    for (let i = 0; i < sampleRate; i++) {
      const gain = Math.min(1, i / fade, (sampleRate - 1 - i) / fade);
      samples[second * sampleRate + i] = LOUDNESS * gain * Math.sin(step * i);
    }
  }
  return samples;
}

/** What was made once, by its length in seconds: every test has a microphone, and most have the same. */
const toneWavs = new Map<number, Buffer>();

/** Writes `seconds` seconds of tones to `path` as WAV, 48 kHz, 16 bits, one channel: what Chromium takes as a microphone. */
export async function writeToneWav(path: string, seconds: number): Promise<void> {
  const made = toneWavs.get(seconds) ?? wavOf(toneSamples(Array.from({ length: seconds }, (_, second) => toneOfSecond(second)), WAV_RATE));
  toneWavs.set(seconds, made);
  await writeFile(path, made);
}

/** Writes `seconds` seconds in which there is nothing at all, in the same form. */
export async function writeSilentWav(path: string, seconds: number): Promise<void> {
  await writeFile(path, wavOf(new Float32Array(seconds * WAV_RATE)));
}

function wavOf(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.byteLength - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(1, 22); // channels
  bytes.writeUInt32LE(WAV_RATE, 24);
  bytes.writeUInt32LE(WAV_RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples.length * 2, 40);
  for (const [i, sample] of samples.entries()) bytes.writeInt16LE(Math.round(sample * 32_767), 44 + i * 2);
  return bytes;
}
