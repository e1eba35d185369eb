import { archivedRecordings, storeKeys, waitForArchive } from './harness/archive.ts';
import { startFaultProxy } from './harness/faultproxy.ts';
import { expect, listen } from './harness/fixtures.ts';
import { flagsAdmin, knownVersion } from './harness/flagsadmin.ts';
import { startTestServer, type TestServer } from './harness/server.ts';
import { appOn, signIn } from './screens/app.ts';
import { runningBuild } from './versions/device.ts';
import { test as base } from './versions/fixture.ts';
import type { Page } from '@playwright/test';

// A new version on a device that has the app open: by consent, and only when nothing records.

interface Deployed {
  /** The service with the older build, which `deploy` replaces by the newer one. */
  app: TestServer;
  deploy(): Promise<void>;
}

const test = base.extend<{ deployed: Deployed }>({
  deployed: async ({ builds }, use) => {
    const app = await startTestServer({ dist: builds.older });
    await use({ app, deploy: () => app.restart(builds.newer) });
    await app.dispose();
  },
});

const DOCTOR = 'doctor@example.org';
const note = (page: Page) => page.locator('.note', { hasText: 'A new version is ready' });
const update = (page: Page) => note(page).getByRole('button', { name: 'Update' });

/** As the browser does by itself once a day, and the app when somebody comes back to it. Resolves when what was found is installed. */
const lookForUpdate = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    for (let worker = registration.installing; worker; worker = registration.installing) {
      await new Promise((resolve) => worker!.addEventListener('statechange', resolve, { once: true }));
    }
  });

/** The app under its worker: the first load of all is the network's. */
async function controlled(page: Page): Promise<void> {
  await page.reload();
  await appOn(page);
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** How often a page was loaded from now on. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('load', () => (loads += 1));
  return () => loads;
}

test('R51 [UPD1] the first version comes without a word, and the page under it is not loaded anew', async ({ deployed: { app: server }, newDevice }) => {
  const device = await newDevice();
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const loads = countLoads(app.page);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await expect(note(app.page)).toHaveCount(0);
  expect(loads()).toBe(0);
  // The next page is the worker's, without a network too.
  await device.setOffline(true);
  await app.page.reload();
  await appOn(app.page);
});

test('R51 [UPD1, UPD4] a new version waits to be wanted, and then every idle tab is loaded anew with it', async ({ deployed: { app: server, deploy }, newDevice }) => {
  const device = await newDevice();
  const one = await signIn(await device.open(server.url), server.url, DOCTOR);
  await controlled(one.page);
  const two = await appOn(await device.open(server.url));
  const loads = [countLoads(one.page), countLoads(two.page)];
  await deploy();
  await lookForUpdate(one.page);
  for (const { page } of [one, two]) await expect(update(page)).toBeVisible();
  // Both versions are on the device, and the older one goes on working.
  await two.record();
  await expect(note(two.page)).toHaveCount(0);
  await two.waitForSaved(1_000);
  await two.stop();
  await waitForArchive(server.dataDir);
  expect(loads.map((count) => count())).toEqual([0, 0]);
  expect(await runningBuild(one.page)).toBe('older');

  await update(one.page).click();
  for (const { page } of [one, two]) {
    await expect.poll(() => runningBuild(page).catch(() => 'loading'), { timeout: 20_000 }).toBe('newer');
    await appOn(page);
    await expect(note(page)).toHaveCount(0);
  }
  expect(loads.map((count) => count())).toEqual([1, 1]);
});

test('R51 [UPD2] while another tab records a new version is held, whoever asks for it, and comes when that has stopped', async ({ deployed: { app: server, deploy }, newDevice }) => {
  const device = await newDevice({ seconds: 40 });
  const one = await signIn(await device.open(server.url), server.url, DOCTOR);
  await controlled(one.page);
  const two = await appOn(await device.open(server.url));
  await two.record();
  await two.waitForSaved(1_000);
  await deploy();
  await lookForUpdate(one.page);
  await expect(note(one.page)).toContainText('A recording is in progress on this device.');
  await expect(update(one.page)).toHaveAttribute('aria-disabled', 'true');
  await expect(note(two.page)).toHaveCount(0);
  // A page of whatever kind that asks nevertheless is refused by the new worker itself, also while the recording is paused.
  await two.pause();
  const ask = () =>
    one.page.evaluate(async () => {
      const { waiting } = await navigator.serviceWorker.ready;
      const { port1, port2 } = new MessageChannel();
      const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
      waiting!.postMessage({ holdfast: 'activate' }, [port2]);
      return answer;
    });
  expect(await ask()).toEqual({ activating: false });
  await two.resume();
  const savedMs = await two.savedMs();
  await two.waitForSaved(savedMs + 1_000);
  // It does as it has said, a while later too.
  expect(await one.page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state)).toBe('installed');
  await two.stop();
  await expect(update(one.page)).toHaveAttribute('aria-disabled', 'false');
  await update(one.page).click();
  for (const { page } of [one, two]) await expect.poll(() => runningBuild(page).catch(() => 'loading'), { timeout: 20_000 }).toBe('newer');
  expect((await waitForArchive(server.dataDir))[0]!.record.partial).toBe(false);
});

test('R51 [UPD3] a tab that records when a new worker takes over all the same is left alone until it has stopped', async ({ deployed: { app: server, deploy }, newDevice, page: player }) => {
  const device = await newDevice({ seconds: 40 });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  await controlled(app.page);
  const loads = countLoads(app.page);
  await deploy();
  await lookForUpdate(app.page);
  await expect(update(app.page)).toBeVisible();
  // With a network the older worker may be in a sync event, whose end the newer one would wait for.
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  // As if the recording had begun the moment after the worker looked.
  const waiting = () => Promise.all(device.context().serviceWorkers().map(async (worker) => ({ worker, newer: await worker.evaluate(() => Reflect.get(globalThis, 'runningBuild') === 'newer').catch(() => false) })));
  await expect.poll(async () => (await waiting()).some(({ newer }) => newer)).toBe(true);
  await (await waiting()).find(({ newer }) => newer)!.worker.evaluate(() => void (globalThis as unknown as { skipWaiting(): Promise<void> }).skipWaiting());
  await expect.poll(() => app.page.evaluate(async () => (await navigator.serviceWorker.ready).waiting === null)).toBe(true);
  const savedMs = await app.savedMs();
  await app.waitForSaved(savedMs + 2_000);
  expect(loads()).toBe(0);
  expect(await runningBuild(app.page)).toBe('older');
  const heardMs = await app.savedMs();
  await app.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect.poll(() => runningBuild(app.page).catch(() => 'loading'), { timeout: 20_000 }).toBe('newer');
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir);
  expect((await listen(player, archived!)).durationS * 1000).toBeGreaterThanOrEqual(heardMs - 20);
  expect(archived!.record.partial).toBe(false);
});

for (const sender of ['page', 'worker'] as const) {
  test(`R51 B20 [UPD5] an update in the middle of an upload by the ${sender} loses nothing and doubles nothing`, async ({ deployed: { app: server, deploy }, newDevice, page: player }) => {
    // The old worker's sync event waits up to a minute for the page that sends, and the new one waits for that event.
    test.setTimeout(240_000);
    const way = await startFaultProxy(server.url);
    let letGo = () => {};
    try {
      const device = await newDevice({ seconds: 20 });
      const app = await signIn(await device.open(way.url), way.url, DOCTOR);
      await controlled(app.page);
      await device.setOffline(true);
      const savedMs: number[] = [];
      for (const ms of [2_000, 3_000]) {
        await app.record();
        await app.waitForSaved(ms);
        savedMs.push(await app.stop());
      }
      // Deployed behind its back; nothing of what is sent now gets an answer before the update was asked for.
      await deploy();
      const held = new Promise<void>((resolve) => (letGo = resolve));
      way.script(async (call, nth) => {
        if (call === 'put' && nth === 1) await held;
        return undefined;
      });
      let page = app.page;
      if (sender === 'worker') await page.close();
      await device.setOffline(false);
      await expect.poll(() => way.calls().includes('put'), { timeout: 30_000 }).toBe(true);
      if (sender === 'worker') page = (await appOn(await device.open(way.url))).page;
      await lookForUpdate(page);
      await update(page).click();
      if (sender === 'worker') {
        // The worker at work is not cut off: the new one waits for it.
        await expect(note(page)).toContainText('What is just being sent is finished first.');
        expect(await runningBuild(page)).toBe('older');
        letGo();
      }
      await expect.poll(() => runningBuild(page).catch(() => 'loading'), { timeout: 60_000 }).toBe('newer');
      letGo();
      const archived = await waitForArchive(server.dataDir, { count: 2, timeoutMs: 60_000 });
      await expect((await (await appOn(page)).items()).filter({ hasText: 'In the archive' })).toHaveCount(2, { timeout: 30_000 });
      expect(await archivedRecordings(server.dataDir)).toHaveLength(2);
      const lengths: number[] = [];
      for (const recording of archived.toSorted((a, b) => a.record.startedAtMs - b.record.startedAtMs)) lengths.push((await listen(player, recording)).durationS * 1000);
      for (const [i, ms] of savedMs.entries()) expect(Math.abs(lengths[i]! - ms)).toBeLessThanOrEqual(300);
      // Each segment lies in the store once.
      const segments = (await storeKeys(server.dataDir, 'ingest/')).filter((key) => /\/\d{5}-/.test(key)).map((key) => key.replace(/-[0-9a-f]{64}$/, ''));
      expect(new Set(segments).size).toBe(segments.length);
    } finally {
      letGo();
      await way.close();
    }
  });
}

test('R51 [UPD6] a page in the middle of something is loaded anew only when that is over', async ({ deployed: { app: server, deploy }, newDevice }) => {
  const device = await newDevice();
  const one = await signIn(await device.open(server.url), server.url, DOCTOR);
  await controlled(one.page);
  const two = await appOn(await device.open(server.url));
  // Somebody is about to sign out in the other tab.
  await two.items();
  await two.page.getByText(DOCTOR).click();
  await two.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(two.page.getByRole('dialog')).toBeVisible();
  await deploy();
  await lookForUpdate(one.page);
  await update(one.page).click();
  await expect.poll(() => runningBuild(one.page).catch(() => 'loading'), { timeout: 20_000 }).toBe('newer');
  expect(await runningBuild(two.page)).toBe('older');
  await two.page.getByRole('button', { name: 'Stay signed in' }).click();
  await expect.poll(() => runningBuild(two.page).catch(() => 'loading'), { timeout: 20_000 }).toBe('newer');
});

test('R51 [UPD7] a new version that does not answer says that it comes when everything is closed', async ({ deployed: { app: server, deploy }, newDevice }) => {
  const device = await newDevice();
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  await controlled(app.page);
  await deploy();
  await lookForUpdate(app.page);
  // As a build that knows no such question.
  await app.page.evaluate(() => (ServiceWorker.prototype.postMessage = () => {}));
  await update(app.page).click();
  await expect(note(app.page)).toContainText('Close Holdfast everywhere on this device, then open it again.', { timeout: 15_000 });
  await expect(update(app.page)).toHaveCount(0);
  await note(app.page).getByRole('button', { name: 'Later' }).click();
  await expect(note(app.page)).toHaveCount(0);
  await app.record();
});

test('R51 [UPD8] audio that is only in a page holds a new version off like any recording', async ({ deployed: { app: server, deploy }, newDevice }) => {
  const device = await newDevice({ seconds: 40 });
  const one = await signIn(await device.open(server.url), server.url, DOCTOR);
  await controlled(one.page);
  const version = await (await flagsAdmin(server.url)).kill();
  const two = await device.open(server.url);
  await expect.poll(() => knownVersion(two)).toBe(version);
  const loads = countLoads(two);
  await two.getByRole('button', { name: 'Record online' }).click();
  await expect(two.getByText('Recording, only in this page')).toBeVisible();
  await deploy();
  await lookForUpdate(one.page);
  await expect(update(one.page)).toHaveAttribute('aria-disabled', 'false');
  await expect(note(two)).toHaveCount(0);
  await update(one.page).click();
  await expect(note(one.page)).toContainText('A recording is in progress on this device.');
  expect(loads()).toBe(0);
  await two.getByRole('button', { name: 'Stop and send' }).click();
  await expect(two.getByTestId('legacy-sent')).toBeVisible({ timeout: 20_000 });
  await update(one.page).click();
  for (const page of [one.page, two]) await expect.poll(() => runningBuild(page).catch(() => 'loading'), { timeout: 20_000 }).toBe('newer');
  await waitForArchive(server.dataDir);
});
