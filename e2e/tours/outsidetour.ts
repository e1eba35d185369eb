import { english as legacyEnglish } from '../../src/page/legacy/english.ts';
import { spanish as legacySpanish } from '../../src/page/legacy/spanish.ts';
import { expect } from '../harness/fixtures.ts';
import { flagsAdmin } from '../harness/flagsadmin.ts';
import { seed, signInContext } from '../harness/seed.ts';
import { speak, type Tour } from './tour.ts';

/** What is there before anybody can record offline, and where that is turned off. */
export const outsideTour: Tour = async (guide) => {
  const { server, newDevice, visit, language } = guide;
  const { words, more, locale, button } = speak(guide);
  const device = await newDevice({ seconds: 60, locale });
  const page = await device.open(server.url);
  await expect(page.getByText(words.welcome.title)).toBeVisible();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await visit('welcome', page);
  await device.setOffline(true);
  await expect(page.getByText(words.welcome.firstNeedsNetwork)).toBeVisible();
  await visit('welcome-offline', page);
  await device.setOffline(false);

  await page.goto(`${server.url}/oidc/signin?returnTo=/`);
  await expect(page.getByRole('button', { name: 'doctor@example.org' })).toBeVisible();
  await visit('who-is-recording', page);

  const admin = await flagsAdmin(server.url);
  await admin.kill();
  await admin.edit((document) => {
    const text = { en: 'Sending rests tonight from 22:00 to 23:00.', es: 'Esta noche no se envía de 22:00 a 23:00.' };
    document.notice = { id: 'n1', text, level: 'warning', untilMs: Date.now() + 3_600_000 };
  });
  await signInContext(device.context(), server.url);
  await page.goto(`${server.url}/favicon.svg`);
  await seed(page, server.url, { count: 2 });
  await page.goto(server.url);
  const own = language === 'en' ? legacyEnglish : legacySpanish;
  await expect(button(page, own.record)).toHaveAttribute('aria-disabled', 'false');
  await expect(page.getByText(more.flags.heldTitle(2))).toBeVisible();
  await visit('online-only', page);
  await button(page, own.record).click();
  await expect(button(page, own.stop)).toBeVisible();
  await visit('online-only-recording', page);
  await page.route(/\/(?:api\/uploads|ingest)\b/, (route) => route.abort());
  await button(page, own.stop).click();
  await expect(button(page, own.saveAsFile)).toBeVisible({ timeout: 30_000 });
  await visit('online-only-kept', page);
};
