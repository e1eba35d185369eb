import type { Page } from '@playwright/test';
import { waitForArchive } from './harness/archive.ts';
import { expect, test } from './harness/fixtures.ts';
import { signIn, type AppScreen } from './screens/app.ts';

// The way to the home screen, and what a person is told about it.

const DOCTOR = 'doctor@example.org';
const offer = (page: Page) => page.locator('.note', { hasText: 'Keep Holdfast at hand' });
const dialog = (page: Page) => page.getByRole('dialog');

async function recordOne(app: AppScreen): Promise<void> {
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
}

/** Runs before the app: a tab of Safari on an iPhone, as far as pages can tell. */
function iphoneTab(): void {
  Object.defineProperty(navigator, 'standalone', { value: false });
  Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1' });
}

/** Notes when the browser is asked to keep what is stored. */
function countKeeping(): void {
  const noted = globalThis as unknown as { askedToKeep: number };
  noted.askedToKeep = 0;
  // It never answers, as where a person is asked and does not answer.
  StorageManager.prototype.persist = () => {
    noted.askedToKeep += 1;
    return new Promise<boolean>(() => {});
  };
}

test('R51 [INS5] the browser finds nothing that keeps the app from being installed', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const cdp = await app.page.context().newCDPSession(app.page);
  await cdp.send('Page.enable');
  const { errors, data } = (await cdp.send('Page.getAppManifest')) as { errors: unknown[]; data?: string };
  expect(errors).toEqual([]);
  expect(JSON.parse(data!)).toMatchObject({ id: '/', shortcuts: [{ name: 'Record', url: '/' }, { name: 'Recordings', url: '/recordings' }] });
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  // The profile of a test counts as private in some versions, which says nothing of the app.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
  for (const path of ['/screenshots/phone.png', '/icons/maskable-512.png', '/splash/1170x2532.png']) {
    const answer = await app.page.request.get(`${server.url}${path}`);
    expect(`${path} ${answer.headers()['content-type']}`).toBe(`${path} image/png`);
  }
});

test('R51 B10 [INS6, INS8] the home screen is offered once, after the first recording, and the guide opens over the page', async ({ server, newDevice }) => {
  const device = await newDevice({ scripts: [countKeeping] });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  const asked = () => page.evaluate(() => (globalThis as unknown as { askedToKeep: number }).askedToKeep);
  await app.items();
  await expect(page.getByText('No recordings yet')).toBeVisible();
  await expect(offer(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Record', exact: true }).click();
  expect(await asked()).toBe(0);
  await recordOne(app);
  // What keeps the answer does not keep the app.
  await expect.poll(asked).toBe(1);
  await recordOne(app);
  expect(await asked()).toBe(1);
  await app.items();
  await expect(offer(page)).toBeVisible();
  await offer(page).getByRole('button', { name: 'How to install' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'Computer with Chrome' })).toBeVisible();
  await dialog(page).getByText('iPhone and iPad').click();
  await expect(dialog(page).getByText('Choose “Add to Home Screen”.')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(offer(page)).toHaveCount(0);
  await page.reload();
  await app.items();
  await page.getByText(DOCTOR).click();
  await expect(page.getByRole('link', { name: 'Put Holdfast on the home screen' })).toBeVisible();
  await expect(offer(page)).toHaveCount(0);
});

test('R51 [INS7] where the browser has a question of its own, it waits for the guide and is asked there', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  const prevented = await page.evaluate(() => {
    const event = new Event('beforeinstallprompt', { cancelable: true });
    Object.assign(event, { prompt: async () => Reflect.set(globalThis, 'prompted', true) });
    dispatchEvent(event);
    return event.defaultPrevented;
  });
  expect(prevented).toBe(true);
  await app.items();
  await page.getByText(DOCTOR).click();
  await page.getByRole('link', { name: 'Put Holdfast on the home screen' }).click();
  await dialog(page).getByRole('button', { name: 'Install now' }).click();
  expect(await page.evaluate(() => Reflect.get(globalThis, 'prompted'))).toBe(true);
  await expect(dialog(page).getByRole('button', { name: 'Install now' })).toHaveCount(0);
});

test('R51 B10 [INS9] in a tab of iOS the first Record tells once that the installed app will not see it, and records when wanted', async ({ server, newDevice }) => {
  const device = await newDevice({ scripts: [iphoneTab] });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  const record = page.getByRole('button', { name: 'Record', exact: true });
  await record.click();
  await expect(dialog(page)).toContainText('The app on the home screen has another one and does not see it.');
  await expect(dialog(page)).toContainText('7 days');
  await dialog(page).getByRole('button', { name: 'Record here anyway' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled();
  await app.waitForSaved(1_000);
  await app.stop();
  await waitForArchive(server.dataDir);
  await page.reload();
  await record.click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled();
  await expect(dialog(page)).toHaveCount(0);
});

test('R51 [INS9] from the warning the guide for the iPhone is one tap away, and nothing was recorded', async ({ server, newDevice }) => {
  const device = await newDevice({ scripts: [iphoneTab] });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  await device.setOffline(true);
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await dialog(page).getByRole('button', { name: 'How to install' }).click();
  await expect(dialog(page).getByRole('heading', { name: 'iPhone and iPad' })).toBeVisible();
  await expect(dialog(page).getByText('Touch Share, the square with the arrow.')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await expect(page.getByTestId('state')).toHaveCount(0);
  await expect(await app.items()).toHaveCount(0);
});

test('R51 [INS10] a warning that does not come never keeps a recording from beginning', async ({ server, newDevice }) => {
  const device = await newDevice({ scripts: [iphoneTab] });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  await page.context().route(/tabwarning/, () => {});
  await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
  await app.record();
  await app.waitForSaved(1_000);
  await expect(dialog(page)).toHaveCount(0);
});

test('R51 [INS2] a shortcut that comes to an open window shows its view there, and the recording goes on', async ({ server, newDevice }) => {
  // Only an installed app has launches: the test stands in for the system.
  const device = await newDevice({ scripts: [() => void Object.defineProperty(globalThis, 'launchQueue', { value: { setConsumer: (consume: unknown) => Reflect.set(globalThis, 'launch', consume) } })] });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  const launch = (path: string) =>
    page.evaluate((to) => (Reflect.get(globalThis, 'launch') as (launch: { targetURL: string }) => void)({ targetURL: new URL(to, location.href).href }), path);
  await expect.poll(() => page.evaluate(() => Reflect.has(globalThis, 'launch'))).toBe(true);
  // The launch that has opened the page is told as well.
  await launch('/');
  await app.record();
  await launch('/recordings');
  await expect(page).toHaveURL(`${server.url}/recordings`);
  await launch('/');
  const savedMs = await app.savedMs();
  await app.waitForSaved(savedMs + 1_000);
  await app.stop();
});

test('R51 [INS11] the guide is a page of its own that needs neither network nor sign-in, in both languages', async ({ server, newDevice }) => {
  const device = await newDevice({ locale: 'es-MX' });
  const page = await device.open(server.url);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await device.setOffline(true);
  await page.reload();
  await page.getByRole('link', { name: 'Poner Holdfast en la pantalla de inicio' }).click();
  await expect(page.getByRole('heading', { name: 'Poner Holdfast en la pantalla de inicio' })).toBeVisible();
  await expect(page).toHaveTitle('Poner Holdfast en la pantalla de inicio · Holdfast');
  await page.getByRole('combobox', { name: 'Idioma' }).selectOption({ label: 'English' });
  await expect(page.getByRole('heading', { name: 'Put Holdfast on the home screen' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the recorder' }).click();
  await expect(page.getByRole('heading', { name: 'Record anywhere' })).toBeVisible();
});
