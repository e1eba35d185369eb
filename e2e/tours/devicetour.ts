import { appendFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '../harness/fixtures.ts';
import { seed, signInContext } from '../harness/seed.ts';
import { PHONE, speak, type Tour } from './tour.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs before the app: a tab of Safari on an iPhone, as far as pages can tell. */
function iphoneTab(): void {
  Object.defineProperty(navigator, 'standalone', { value: false });
  Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1' });
}

/** The app on this device: installed, new versions, and what support asks for. */
export const deviceTour: Tour = async (guide) => {
  const { server, newDevice, visit } = guide;
  const { words, more, locale, button } = speak(guide);
  const device = await newDevice({ seconds: 5, locale });
  await signInContext(device.context(), server.url);
  const page = await device.open(server.url);
  await expect(button(page, words.recorder.record)).toHaveAttribute('aria-disabled', 'false');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.goto(`${server.url}/favicon.svg`);
  await seed(page, server.url, { row: () => ({ state: 'archived', archived: { sha256: 'ab'.repeat(32), seconds: 754, archivedAtMs: Date.now() }, receivedAtMs: Date.now() }) });
  await page.goto(`${server.url}/recordings`);
  await expect(page.getByText(more.install.offer.title)).toBeVisible();
  await visit('install-offer', page);

  const dialog = page.getByRole('dialog');
  await button(page, more.install.offer.how).click();
  await expect(dialog).toBeVisible();
  await visit('install-guide', page);
  await page.keyboard.press('Escape');
  await page.goto(`${server.url}/diagnostics`);
  await expect(page.locator('.diagnostics h3').last()).toBeVisible({ timeout: 15_000 });
  await visit('diagnostics', page);

  const tab = await device.context().newPage();
  await tab.setViewportSize(PHONE);
  await tab.addInitScript(iphoneTab);
  await tab.goto(server.url);
  await button(tab, words.recorder.record).click();
  await expect(tab.getByRole('dialog')).toBeVisible();
  await visit('tab-on-iphone', tab);
  await tab.close();

  // Below the root, where a build finds its packages.
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const newer = await mkdtemp(join(ROOT, '.cache', 'newer-'));
  await cp(join(ROOT, 'dist'), newer, { recursive: true });
  await appendFile(join(newer, 'public/sw.js'), '\n// newer');
  await server.restart(newer);
  await page.goto(server.url);
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await expect(page.getByText(more.update.title)).toBeVisible({ timeout: 20_000 });
  await visit('update', page);
  await server.restart(join(ROOT, 'dist'));
  await rm(newer, { recursive: true, force: true });
};
