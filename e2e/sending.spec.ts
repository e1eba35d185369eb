import type { Page, Worker } from '@playwright/test';
import { archivedRecordings, waitForArchive } from './harness/archive.ts';
import { startFaultProxy } from './harness/faultproxy.ts';
import { expect, test } from './harness/fixtures.ts';
import { flagsAdmin } from './harness/flagsadmin.ts';
import { seed, signInContext } from './harness/seed.ts';
import { appOn, signIn } from './screens/app.ts';
import { libraryOn } from './screens/library.ts';

/** Writes down what is shown outside of the page. */
function watchOutside(): void {
  const shown: { badge: number | null; notices: string[] } = { badge: null, notices: [] };
  Object.assign(globalThis, { shown });
  const badging = navigator as unknown as { setAppBadge(n: number): Promise<void>; clearAppBadge(): Promise<void> };
  badging.setAppBadge = async (n) => void (shown.badge = n);
  badging.clearAppBadge = async () => void (shown.badge = 0);
  const registration = (globalThis as unknown as { ServiceWorkerRegistration?: { prototype: { showNotification(title: string): Promise<void> } } }).ServiceWorkerRegistration;
  if (registration) registration.prototype.showNotification = async (title) => void shown.notices.push(title);
}
const shown = (of: Pick<Page | Worker, 'evaluate'>) => (of as Page).evaluate(() => (globalThis as unknown as { shown: { badge: number | null; notices: string[] } }).shown);

/** As if the app were not in sight; a headless browser shows all its pages. */
const hide = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });

/** As the browser wakes the worker when there is a network. */
const wake = (worker: Worker) =>
  worker.evaluate(() => void dispatchEvent(Reflect.construct(Reflect.get(globalThis, 'SyncEvent') as typeof Event, ['sync', { tag: 'workbox-background-sync:outbox' }]) as Event));

test('B21 R22 the icon tells how many are not sent; once all are, the screen and, with leave, a notification say so', async ({ server, newDevice }) => {
  const device = await newDevice({ scripts: [watchOutside] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await expect.poll(async () => (await shown(page)).badge).toBe(0);
  await device.setOffline(true);
  for (let n = 1; n <= 2; n++) {
    await app.record();
    await app.waitForSaved(1_000);
    await app.stop();
    await expect.poll(async () => (await shown(page)).badge).toBe(n);
  }
  await device.context().grantPermissions(['notifications'], { origin: server.url });
  await page.close();

  const back = await device.open(server.url);
  await appOn(back).catch(() => undefined);
  await hide(back);
  await device.setOffline(false);
  await back.evaluate(() => dispatchEvent(new Event('online')));
  await waitForArchive(server.dataDir, { count: 2 });
  await expect.poll(async () => shown(back)).toEqual({ badge: 0, notices: ['Everything is sent'] });
  await libraryOn(back).open();
  await expect(back.getByText('2 recordings are sent. Nothing waits any more.')).toBeVisible();
});

test('B21 leave for notifications is asked for by a tap, when something waits, and never before', async ({ server, newDevice }) => {
  // A headless browser answers for its person.
  const answered = () => {
    let permission: NotificationPermission = 'default';
    const asked = { times: 0 };
    Object.assign(globalThis, { asked });
    Object.defineProperty(Notification, 'permission', { get: () => permission });
    Notification.requestPermission = async () => {
      asked.times += 1;
      return (permission = 'granted');
    };
  };
  const device = await newDevice({ scripts: [answered] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const asked = () => page.evaluate(() => (globalThis as unknown as { asked: { times: number } }).asked.times);
  const tell = page.getByRole('button', { name: 'Tell me' });
  const record = page.getByRole('link', { name: 'Record', exact: true });
  await libraryOn(page).open();
  await expect(page.getByText('No recordings yet')).toBeVisible();
  await expect(tell).toHaveCount(0);
  await record.click();
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await libraryOn(page).open();
  await expect(tell).toBeVisible();
  expect(await asked()).toBe(0);
  await tell.click();
  await expect(tell).toHaveCount(0);
  expect(await asked()).toBe(1);
});

test('B21 [LIB7] the worker tells with the app closed that nobody is signed in, and then of the end, in the language of its person', async ({ server, newDevice }) => {
  const device = await newDevice({ locale: 'es-ES', scripts: [watchOutside] });
  await device.context().grantPermissions(['notifications'], { origin: server.url });
  await signInContext(device.context(), server.url);
  const page = await device.open(server.url);
  await expect(page.getByRole('button', { name: 'Grabar', exact: true })).toBeEnabled();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // The texts for the worker are there.
  const left = () =>
    page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const opening = indexedDB.open('holdfast');
          opening.onsuccess = () => {
            const read = opening.result.transaction('settings').objectStore('settings').get('notices');
            read.onsuccess = () => {
              opening.result.close();
              resolve(read.result !== undefined);
            };
          };
        }),
    );
  await expect.poll(left).toBe(true);
  await page.goto(`${server.url}/favicon.svg`);
  await seed(page, server.url, { count: 2 });
  const worker = device.context().serviceWorkers()[0]!;
  await worker.evaluate(watchOutside);
  await page.close();
  // Nobody is signed in any more: what waits is stuck, and its person is told so.
  const cookies = await device.context().cookies();
  await device.context().clearCookies();
  await wake(worker);
  await expect.poll(async () => shown(worker)).toEqual({ badge: 2, notices: ['Hay grabaciones pendientes'] });
  expect(await archivedRecordings(server.dataDir)).toEqual([]);
  await device.context().addCookies(cookies);
  await worker.evaluate(watchOutside);
  await wake(worker);
  await waitForArchive(server.dataDir, { count: 2 });
  await expect.poll(async () => shown(worker)).toEqual({ badge: 0, notices: ['Todo está enviado'] });
});

test('B21 [LIB7] what is refused for good is told outside of the page with words of its own, and not to who looks at the app', async ({ server, newDevice }) => {
  const proxy = await startFaultProxy(server.url);
  const body = JSON.stringify({ type: 'about:blank', title: '', status: 400, code: 'invalid_manifest' });
  proxy.script((call) => (call === 'complete' ? { kind: 'answer', status: 400, body, headers: { 'content-type': 'application/problem+json' } } : undefined));
  const device = await newDevice({ scripts: [watchOutside] });
  await device.context().grantPermissions(['notifications'], { origin: proxy.url });
  await signInContext(device.context(), proxy.url);
  for (const [hidden, notices] of [[false, []], [true, ['Recordings are waiting']]] as const) {
    const page = await device.open(`${proxy.url}/favicon.svg`);
    const [recording] = await seed(page, proxy.url);
    if (hidden) await page.addInitScript(() => Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' }));
    await page.goto(`${proxy.url}/recordings`);
    await expect(libraryOn(page).item(recording!.id)).toContainText('Failed: the server does not understand it', { timeout: 15_000 });
    await expect.poll(async () => (await shown(page)).badge).toBe(0);
    // Whatever is told goes through the worker, which the first page has to wait for.
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      await new Promise((resolve) => setTimeout(resolve));
    });
    await expect.poll(async () => (await shown(page)).notices).toEqual(notices);
    await page.close();
  }
  await proxy.close();
});

test('R22 R23 of several that are being sent the screen says which, and of each how much', async ({ server, device }) => {
  const proxy = await startFaultProxy(server.url);
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  proxy.script(async (call, nth) => {
    if (call === 'put' && nth > 2) await gate;
    return undefined;
  });
  await signInContext(device.context(), proxy.url);
  const page = await device.open(`${proxy.url}/favicon.svg`);
  const seeded = await seed(page, proxy.url, { count: 3 });
  await page.goto(`${proxy.url}/recordings`);
  const library = libraryOn(page);
  await expect(page.getByTestId('network')).toHaveText(/Sending 1 of 3/);
  await expect(library.item(seeded[0]!.id)).toContainText(/Sending [1-9]\d?%/);
  await expect(library.item(seeded[2]!.id)).toContainText('Waiting');
  open();
  await expect(page.getByText('3 recordings are sent. Nothing waits any more.')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId('network')).toHaveText('Online');
  await proxy.close();
});

test('R23 a slow network is called slow when it was seen twice, and not for one slow answer', async ({ server, device }) => {
  const proxy = await startFaultProxy(server.url);
  let slow: (nth: number) => boolean = (nth) => nth === 1;
  proxy.script(async (call, nth) => {
    if (call === 'health' && slow(nth)) await new Promise((resolve) => setTimeout(resolve, 1_700));
    return undefined;
  });
  await signInContext(device.context(), proxy.url);
  const page = await device.open(proxy.url);
  await appOn(page);
  const network = page.getByTestId('network');
  const look = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  const checks = () => proxy.calls().filter((call) => call === 'health').length;
  await expect.poll(checks, { timeout: 15_000 }).toBeGreaterThanOrEqual(2);
  await expect(network).toHaveText('Online');
  slow = () => true;
  await look();
  // In doubt it looks again by itself.
  await expect(network).toHaveText('Slow network', { timeout: 15_000 });
  slow = () => false;
  await look();
  await expect(network).toHaveText('Online', { timeout: 15_000 });
  await proxy.close();
});

test('B20 a large recording waits for Wi-Fi on a mobile network, a small one does not, and its person can send it anyway', async ({ server, newDevice }) => {
  await (await flagsAdmin(server.url)).edit((document) => {
    document.settings = { ...(document.settings as object), wifiOnlyOverBytes: 2_000 };
  });
  const mobile = () => {
    const connection = Object.assign(new EventTarget(), { type: 'cellular', effectiveType: '4g' });
    Object.defineProperty(Object.getPrototypeOf(navigator), 'connection', { get: () => connection });
  };
  const device = await newDevice({ scripts: [mobile] });
  await signInContext(device.context(), server.url);
  const page = await device.open(`${server.url}/favicon.svg`);
  await page.goto(server.url);
  await appOn(page);
  const worker = device.context().serviceWorkers()[0]!;
  await worker.evaluate(mobile);
  await page.goto(`${server.url}/favicon.svg`);
  const [small, large, other] = await seed(page, server.url, { count: 3, row: (n) => (n === 0 ? { anyNetwork: true } : {}) });
  await page.goto(`${server.url}/recordings`);
  const library = libraryOn(page);
  await expect(library.item(small!.id)).toContainText('In the archive', { timeout: 15_000 });
  await expect(library.item(large!.id)).toContainText('Waits for Wi-Fi');
  await library.more(library.item(large!.id));
  await library.item(large!.id).getByRole('button', { name: 'Send over mobile data' }).click();
  await expect(library.item(large!.id)).toContainText('In the archive', { timeout: 15_000 });
  await expect(library.item(other!.id)).toContainText('Waits for Wi-Fi');
  // The worker, woken meanwhile, knows the same.
  await wake(worker);
  await expect(library.item(other!.id)).toContainText('Waits for Wi-Fi');
  // Wi-Fi.
  await page.evaluate(() => {
    const { connection } = navigator as unknown as { connection: EventTarget & { type: string } };
    connection.type = 'wifi';
    connection.dispatchEvent(new Event('change'));
  });
  await expect(library.item(other!.id)).toContainText('In the archive', { timeout: 15_000 });
  await waitForArchive(server.dataDir, { count: 3 });
});
