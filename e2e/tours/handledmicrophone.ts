import type { Page } from '@playwright/test';

interface Handling {
  refused?: boolean;
  silent?: boolean;
  muted?: boolean;
}

/** Runs in every page before anything else: a microphone that `handle` refuses, silences and mutes. */
export function handledMicrophone(): void {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const now = { refused: false, silent: false, muted: false };
  const open: { gain: GainNode; track: MediaStreamTrack }[] = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (now.refused) throw new DOMException('refused', 'NotAllowedError');
    const context = new AudioContext();
    const gain = context.createGain();
    const heard = context.createMediaStreamDestination();
    context.createMediaStreamSource(await real(wanted)).connect(gain).connect(heard);
    const track = heard.stream.getAudioTracks()[0]!;
    gain.gain.value = now.silent ? 0 : 1;
    Object.defineProperty(track, 'label', { value: 'Headset' });
    Object.defineProperty(track, 'muted', { get: () => now.muted });
    open.push({ gain, track });
    return heard.stream;
  };
  Reflect.set(globalThis, 'handleMicrophone', (change: Partial<typeof now>) => {
    const muted = now.muted;
    Object.assign(now, change);
    for (const { gain, track } of open) {
      gain.gain.value = now.silent ? 0 : 1;
      if (now.muted !== muted) track.dispatchEvent(new Event(now.muted ? 'mute' : 'unmute'));
    }
  });
}

/** Changes what becomes of the microphone on a page with `handledMicrophone`. */
export async function handle(page: Page, change: Handling): Promise<void> {
  await page.evaluate((to) => (Reflect.get(globalThis, 'handleMicrophone') as (change: Handling) => void)(to), change);
}
