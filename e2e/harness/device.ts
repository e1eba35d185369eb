import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { killBrowser, launchBrowser } from './browser.ts';
import { writeSilentWav, writeToneWav } from './tones.ts';

/** A phone of its own: a browser profile that outlives the browser, with a microphone that tells the time. */
export interface Device {
  readonly profileDir: string;
  /** The browser that is running. */
  context(): BrowserContext;
  /** A new page. */
  open(url: string): Promise<Page>;
  setOffline(offline: boolean): Promise<void>;
  /** Ends the browser as a person does. */
  close(): Promise<void>;
  /** Ends it as a dead battery does. */
  kill(): Promise<void>;
  /** Starts it again on the same profile. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/** Runs in every page before anything else: content is compared only with the processing of voices off. */
function rawMicrophone(): void {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) => {
    const audio = typeof wanted?.audio === 'object' ? wanted.audio : {};
    return real({ audio: { ...audio, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  };
}

/**
 * Starts a device whose microphone plays `seconds` seconds of tones each time it is opened.
 * @param options.silent Its microphone is on and hears nothing.
 * @param options.unplugged It has no microphone at all, as far as the machine has none.
 * @param options.asks Permission for the microphone is not given by itself.
 * @param options.locale The language of the browser; without one as the browser likes.
 * @param options.scripts Further functions that run in every page before anything else.
 */
export async function startDevice(options: { seconds?: number; silent?: boolean; unplugged?: boolean; asks?: boolean; args?: readonly string[]; scripts?: readonly ((() => void) | { content: string })[]; viewport?: { width: number; height: number }; locale?: string } = {}): Promise<Device> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-device-'));
  const profileDir = join(folder, 'profile');
  const microphone = join(folder, 'tones.wav');
  await (options.silent ? writeSilentWav : writeToneWav)(microphone, options.seconds ?? 20);
  let running: BrowserContext | undefined;

  const start = async (): Promise<void> => {
    running = await launchBrowser(profileDir, { microphone: options.unplugged ? null : microphone, asks: options.asks ?? false, args: options.args ?? [], ...(options.locale ? { locale: options.locale } : {}) });
    for (const script of [rawMicrophone, ...(options.scripts ?? [])]) await running.addInitScript(script);
  };
  const close = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  await start();
  return {
    profileDir,
    context: () => running!,
    async open(url) {
      const page = await running!.newPage();
      await page.setViewportSize(options.viewport ?? { width: 390, height: 844 });
      await page.goto(url);
      return page;
    },
    setOffline: (offline) => running!.setOffline(offline),
    close,
    async kill() {
      await killBrowser(profileDir);
      running = undefined;
    },
    start,
    async dispose() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
