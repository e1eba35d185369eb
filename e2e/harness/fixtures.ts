import { expect, test as base, type Page } from '@playwright/test';
import { analyse, toneFaults, wholeSeconds, type Allowances, type Stretch } from './analyse.ts';
import type { Archived } from './archive.ts';
import { decodeAudio, playAudio } from './decode.ts';
import { startDevice, type Device } from './device.ts';
import { startTestServer, type TestServer } from './server.ts';

interface Fixtures {
  server: TestServer;
  /** Starts devices that are gone after the test. */
  newDevice: typeof startDevice;
  device: Device;
  /** Whether the test makes pages break their content security policy. Any other test fails when one does, or a worker. */
  mayViolate: boolean;
}

/** Tests with a server of their own, and devices that sign in to it. */
export const test = base.extend<Fixtures>({
  mayViolate: [false, { option: true }],
  server: async ({ mayViolate }, use) => {
    const server = await startTestServer();
    await use(server);
    await server.dispose();
    if (!mayViolate) expect(server.output().match(/.*"csp_violation".*/g) ?? []).toEqual([]);
  },
  newDevice: async ({}, use) => {
    const devices: Device[] = [];
    await use(async (options) => {
      const device = await startDevice(options);
      devices.push(device);
      return device;
    });
    for (const device of devices) await device.dispose();
  },
  device: async ({ newDevice }, use) => use(await newDevice({ seconds: 40 })),
});

/** What an archived file sounds like, after checking that it is playable and seekable to its end. */
export async function listen(page: Page, archived: Archived, allowances: Allowances = {}): Promise<{ stretches: Stretch[]; seconds: number; durationS: number }> {
  expect(archived.files.map(({ name }) => name)).toEqual(['audio.webm']);
  const { bytes, mimeType } = archived.files[0]!;
  const playback = await playAudio(page, bytes, mimeType);
  expect(playback.seekableToS).toBeCloseTo(playback.durationS, 1);
  for (const seek of playback.seeks) {
    expect(seek.landedS).toBeCloseTo(seek.askedS, 1);
    expect(seek.played).toBe(true);
  }
  expect(playback.seeks).toHaveLength(2);
  const stretches = analyse((await decodeAudio(page, bytes)).samples, 16_000);
  expect(toneFaults(stretches, allowances)).toEqual([]);
  return { stretches, seconds: wholeSeconds(stretches), durationS: playback.durationS };
}

export { expect };
