import type { Page } from '@playwright/test';

/** Decoded sound: one channel of samples from -1 to 1. */
export interface Pcm {
  samples: Float32Array;
  sampleRate: number;
  durationS: number;
}

/** What a media element makes of a file. */
export interface Playback {
  /** Infinity for a file without a duration. */
  durationS: number;
  /** Up to where it says that it can seek; 0 for nowhere. */
  seekableToS: number;
  /** Seeks to the middle and to just before the end, as asked and as landed, and whether sound went on from there. */
  seeks: { askedS: number; landedS: number; played: boolean }[];
}

/**
 * Decodes an audio file in the browser, mixed down to one channel and resampled to `sampleRate`.
 * Any page of ours will do, such as an empty one; nothing is left in it. Rejects on what cannot be decoded.
 */
export async function decodeAudio(page: Page, file: Uint8Array, sampleRate = 16_000): Promise<Pcm> {
  const base64 = await page.evaluate(
    async ({ base64: text, rate }) => {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      const audio = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes.buffer);
      const mono = new Float32Array(audio.length);
      for (let channel = 0; channel < audio.numberOfChannels; channel++) {
        const samples = audio.getChannelData(channel);
        for (let i = 0; i < mono.length; i++) mono[i]! += samples[i]! / audio.numberOfChannels;
      }
      return await new Promise<string>((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ''));
        reader.onerror = () => reject(reader.error ?? new Error('cannot read'));
        reader.readAsDataURL(new Blob([mono]));
      });
    },
    { base64: Buffer.from(file).toString('base64'), rate: sampleRate },
  );
  const bytes = Buffer.from(base64, 'base64');
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { samples, sampleRate, durationS: samples.length / sampleRate };
}

/**
 * Opens an audio file in an `<audio>` element and seeks in it. Rejects when the element cannot open it.
 * A file without a duration is not seeked in.
 */
export async function playAudio(page: Page, file: Uint8Array, mimeType: string): Promise<Playback> {
  return await page.evaluate(
    async ({ base64, type }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const url = URL.createObjectURL(new Blob([bytes], { type }));
      const audio = new Audio();
      audio.muted = true;
      const heard = (event: string, timeoutMs: number): Promise<boolean> =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(() => resolve(false), timeoutMs);
          audio.addEventListener('error', () => reject(new Error(`cannot play: ${audio.error?.message ?? ''}`)), { once: true });
          audio.addEventListener(
            event,
            () => {
              clearTimeout(timer);
              resolve(true);
            },
            { once: true },
          );
        });
      try {
        const loaded = heard('loadedmetadata', 10_000);
        audio.src = url;
        if (!(await loaded)) throw new Error('no metadata within 10 s');
        const durationS = audio.duration;
        const seeks: { askedS: number; landedS: number; played: boolean }[] = [];
        for (const askedS of Number.isFinite(durationS) ? [durationS / 2, Math.max(0, durationS - 0.3)] : []) {
          const seeked = heard('seeked', 10_000);
          audio.currentTime = askedS;
          if (!(await seeked)) throw new Error(`no seek to ${askedS} s within 10 s`);
          const landedS = audio.currentTime;
          // To the end rather than for a time: what can be played to its end goes on from here.
          const moved = heard(audio.duration - landedS < 0.5 ? 'ended' : 'timeupdate', 10_000);
          await audio.play();
          const played = (await moved) && audio.currentTime > landedS;
          audio.pause();
          seeks.push({ askedS, landedS, played });
        }
        return { durationS, seekableToS: audio.seekable.length > 0 ? audio.seekable.end(audio.seekable.length - 1) : 0, seeks };
      } finally {
        audio.removeAttribute('src');
        URL.revokeObjectURL(url);
      }
    },
    { base64: Buffer.from(file).toString('base64'), type: mimeType },
  );
}
