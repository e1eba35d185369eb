import { expect } from '../harness/fixtures.ts';
import { endAll } from '../harness/identity.ts';
import { seed, signInContext } from '../harness/seed.ts';
import { PHONE, speak, type Tour } from './tour.ts';

/** Signed out, locked, and somebody else. */
export const accountTour: Tour = async (guide) => {
  const { server, newDevice, visit } = guide;
  const { words, locale, button } = speak(guide);
  const device = await newDevice({ seconds: 60, locale });
  const record = () => expect(button(page, words.recorder.record)).toHaveAttribute('aria-disabled', 'false');
  await signInContext(device.context(), server.url);
  let page = await device.open(server.url);
  await record();
  await page.goto(`${server.url}/favicon.svg`);
  await seed(page, server.url, { count: 1 });
  await endAll(server.dataDir, 'session');
  await endAll(server.dataDir, 'grant');
  await page.goto(server.url);
  await record();
  await expect(page.getByText(words.signIn.outTitle(1))).toBeVisible();
  await visit('signed-out', page);

  await signInContext(device.context(), server.url);
  await page.reload();
  await record();
  await button(page, words.recorder.record).click();
  await expect(page.getByTestId('state')).toHaveText(words.recorder.recording);
  await signInContext(device.context(), server.url, 'demo-nurse');
  const nurses = await device.open(server.url);
  await expect(page.getByText(words.signIn.otherTitle)).toBeVisible({ timeout: 15_000 });
  await nurses.close();
  await visit('somebody-else', page);
  await button(page, words.recorder.stop).click();
  await expect(page.getByTestId('stopped-summary')).toBeVisible();
  await visit('somebody-else-stopped', page);

  await signInContext(device.context(), server.url);
  await page.goto(server.url);
  await record();
  await page.close();
  page = await device.context().newPage();
  await page.setViewportSize(PHONE);
  await page.clock.install({ time: Date.now() + 15 * 60_000 });
  await page.goto(server.url);
  await expect(page.getByText(words.lock.title, { exact: true })).toBeVisible();
  await visit('locked', page);
  await device.setOffline(true);
  await expect(page.getByText(words.lock.offline)).toBeVisible();
  await visit('locked-offline', page);
};
