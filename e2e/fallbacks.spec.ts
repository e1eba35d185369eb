import type { Page } from '@playwright/test';
import { storeKeys, waitForArchive } from './harness/archive.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import { signIn, type AppScreen } from './screens/app.ts';

// The main path where a browser lacks what Chromium has. Other engines themselves: `npm run test:engines`.

/** As in Safari and Firefox. */
function withoutBackgroundSync(): void {
  Reflect.deleteProperty(globalThis, 'SyncManager');
  Reflect.deleteProperty(globalThis.ServiceWorkerRegistration.prototype, 'sync');
}

/** As in Safari before 18.4, but with Opus instead of AAC. */
function withoutWebm(): void {
  const real = MediaRecorder.isTypeSupported.bind(MediaRecorder);
  MediaRecorder.isTypeSupported = (type) => !type.startsWith('audio/webm') && real(type);
}

/** What waits to be sent, as the list says it. */
async function panelOf(app: AppScreen): Promise<string> {
  await app.items();
  return app.page.getByRole('main').innerText();
}

/** Notes what every MediaRecorder says that it writes. */
function noteTypes(): void {
  const recorded: string[] = [];
  Object.assign(globalThis, { recorded });
  const start = MediaRecorder.prototype.start;
  MediaRecorder.prototype.start = function (sliceMs) {
    recorded.push(this.mimeType);
    start.call(this, sliceMs);
  };
}

/** What `noteTypes` has noted on this page. */
async function recordedTypes(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { recorded: string[] }).recorded);
}

test('[ENG1] R20 without Background Sync: recorded offline, and the open page sends it once the network is back', async ({ server, newDevice, page }) => {
  const device = await newDevice({ seconds: 20, scripts: [withoutBackgroundSync] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  expect(await app.page.evaluate(() => ['SyncManager' in globalThis, 'sync' in ServiceWorkerRegistration.prototype])).toEqual([false, false]);
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(6_000);
  const savedMs = await app.stop();
  await expect.poll(() => panelOf(app)).toContain('Keep the app open to send.');
  expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
  await device.setOffline(false);

  const [archived] = await waitForArchive(server.dataDir);
  const heard = await listen(page, archived!);
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
  expect(archived!.record.partial).toBe(false);
  await expect((await app.items()).first()).toContainText('Sent');
  await expect.poll(() => panelOf(app)).not.toContain('Keep the app open to send.');
});

test('[ENG2] R20 where only MP4 can be recorded: recorded offline, page closed, network back, and it plays', async ({ server, newDevice, page }) => {
  const device = await newDevice({ seconds: 20, scripts: [withoutWebm, noteTypes] });
  const app = await signIn(await device.open(server.url), server.url, 'nurse@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(6_000);
  const savedMs = await app.stop();
  expect(await recordedTypes(app.page)).toEqual([expect.stringMatching(/^audio\/mp4/)]);
  await app.page.close();
  expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
  await device.setOffline(false);

  const [archived] = await waitForArchive(server.dataDir);
  const heard = await listen(page, archived!);
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
  expect(heard.seconds).toBeGreaterThanOrEqual(Math.floor(savedMs / 1000) - 1);
  expect(archived!.record.partial).toBe(false);
});
