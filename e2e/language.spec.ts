import type { Page } from '@playwright/test';
import { waitForArchive } from './harness/archive.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import { appOn, signIn } from './screens/app.ts';

// English and Spanish: by the browser, by choice, and at any time.

const languageOf = (page: Page) => page.getByRole('combobox', { name: /^(?:Language|Idioma)$/ });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Chooses a language as a person does who is signed in, opening the account on the way. */
async function choose(page: Page, name: 'English' | 'Español'): Promise<void> {
  const tab = page.getByRole('link', { name: /^(?:Recordings|Grabaciones)/ });
  if (await tab.isVisible()) await tab.click();
  if (!(await languageOf(page).isVisible())) await page.getByText('doctor@example.org').click();
  await languageOf(page).focus();
  await languageOf(page).selectOption({ label: name });
  await expect(page.locator('html')).toHaveAttribute('lang', name === 'English' ? 'en' : 'es');
}

/** What is wider than its place: the page on the screen, a text on its button. */
const tooWide = (page: Page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.action, .tab, .pill, select')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, textContent }) => `${tagName} ${textContent}`),
  );

test('R50 [LNG1] a browser in Spanish gets Spanish from the first screen on, and the page says so', async ({ server, newDevice }) => {
  const device = await newDevice({ locale: 'es-MX' });
  const page = await device.open(server.url);
  await expect(page.getByRole('heading', { name: 'Grabe en cualquier lugar' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
  await page.getByRole('link', { name: 'Iniciar sesión' }).click();
  await page.getByRole('button', { name: 'doctor@example.org' }).click();
  await button(page, 'Grabar').click();
  await expect(page.getByTestId('state')).toHaveText('Grabando');
  await expect(page.getByTestId('saved')).toContainText('Guardado en este dispositivo: 0:0');
  await button(page, 'Detener').click();
  await expect(page.getByTestId('stopped-summary')).toHaveText(/^0:\d\d a salvo en este dispositivo$/);
  await page.getByRole('link', { name: /^Grabaciones/ }).click();
  await expect(page).toHaveTitle('Grabaciones · Holdfast');
  await expect(page.getByRole('list', { name: 'Grabaciones' }).getByRole('listitem')).toContainText(/Hoy, \d\d:\d\d.*Enviada/);
});

test('R50 [LNG5, LNG7] switching during a recording, without a network, keeps it running and loses nothing', async ({ server, device, page: player }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(3_000);
  await choose(page, 'Español');
  await expect(page).toHaveTitle('Grabaciones · Holdfast');
  await expect(languageOf(page)).toBeFocused();
  await expect(page.getByRole('list', { name: 'Grabaciones' }).getByRole('listitem')).toContainText('Grabando');
  await page.getByRole('link', { name: 'Grabar', exact: true }).click();
  await expect(page.getByTestId('state')).toHaveText('Grabando');
  const atSwitchMs = await app.savedMs();
  await app.waitForSaved(atSwitchMs + 3_000);
  await choose(page, 'English');
  await page.getByRole('link', { name: 'Record', exact: true }).click();
  await app.waitForSaved(atSwitchMs + 5_000);
  const savedMs = await app.stop();
  await page.close();
  await device.setOffline(false);

  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.partial).toBe(false);
  const heard = await listen(player, archived!);
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

test('R50 [LNG7] the choice outlives a reload, also without a network, and the end of the browser', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await choose(app.page, 'Español');
  await expect(app.page.getByRole('heading', { name: 'Grabaciones' })).toBeVisible();
  await device.setOffline(true);
  await app.page.reload();
  await expect(app.page.getByRole('heading', { name: 'Grabaciones' })).toBeVisible();
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'es');
  await expect(app.page.getByTestId('network')).toHaveText('Sin conexión');
  await device.close();
  await device.start();
  const page = await device.open(server.url);
  await expect(button(page, 'Grabar')).toBeEnabled();
  await choose(page, 'English');
  await page.goto(server.url);
  await appOn(page);
});

test('R50 [LNG5] a language that cannot be fetched changes nothing, says so, and can be chosen again', async ({ server, device }) => {
  const page = await device.open(server.url);
  await expect(page.getByRole('heading', { name: 'Record anywhere' })).toBeVisible();
  await page.route(/\/assets\/es-[^/]*\.js$/, (route) => route.abort());
  await languageOf(page).selectOption({ label: 'Español' });
  await expect(page.getByText('That language is not on this device yet.')).toBeVisible();
  await expect(languageOf(page)).toHaveValue('en');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.unroute(/\/assets\/es-[^/]*\.js$/);
  await languageOf(page).selectOption({ label: 'Español' });
  await expect(page.getByRole('heading', { name: 'Grabe en cualquier lugar' })).toBeVisible();
  await expect(page.getByText('Ese idioma')).toHaveCount(0);
});

for (const dir of ['ltr', 'rtl'] as const) {
  test(`R50 [LNG6] nothing sticks out of a small screen in either language, written ${dir}`, async ({ server, newDevice }) => {
    const device = await newDevice({ viewport: { width: 320, height: 640 } });
    const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
    const { page } = app;
    await device.setOffline(true);
    await app.record();
    await app.waitForSaved(1_000);
    // The longest words on the buttons.
    await app.pause();
    for (const name of ['Español', 'English'] as const) {
      await choose(page, name);
      await page.evaluate((direction) => (document.documentElement.dir = direction), dir);
      const [brand, network] = [await page.locator('.brand').boundingBox(), await page.getByTestId('network').boundingBox()];
      expect(brand!.x < network!.x).toBe(dir === 'ltr');
      expect(await tooWide(page)).toEqual([]);
      await page.getByRole('link', { name: /^(?:Record|Grabar)$/ }).click();
      expect(await tooWide(page)).toEqual([]);
    }
  });
}
