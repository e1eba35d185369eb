import { expect } from '../harness/fixtures.ts';
import { signInContext } from '../harness/seed.ts';
import { handle, handledMicrophone } from './handledmicrophone.ts';
import { speak, type Tour } from './tour.ts';

/** From Record to Sent, with everything that can come between. */
export const recorderTour: Tour = async (guide) => {
  const { server, newDevice, visit } = guide;
  const { words, more, locale, button } = speak(guide);
  const device = await newDevice({ seconds: 120, locale, scripts: [handledMicrophone] });
  await signInContext(device.context(), server.url);
  const page = await device.open(server.url);
  const record = button(page, words.recorder.record);
  const state = page.getByTestId('state');
  const saved = (atLeastMs: number) => expect.poll(async () => Number(await page.getByTestId('saved').getAttribute('data-saved-ms')), { timeout: 20_000 }).toBeGreaterThanOrEqual(atLeastMs);
  const begin = async () => {
    await record.click();
    await expect(state).toHaveText(words.recorder.recording);
  };
  const stop = async () => {
    await button(page, words.recorder.stop).click();
    await expect(page.getByTestId('stopped-summary')).toBeVisible();
  };
  await expect(record).toHaveAttribute('aria-disabled', 'false');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await visit('ready', page);

  await page.locator('.openrow').first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit('options', page);
  await page.keyboard.press('Escape');

  await handle(page, { refused: true });
  await record.click();
  await expect(page.getByRole('alert')).toBeVisible();
  await visit('microphone-refused', page);
  await handle(page, { refused: false });

  await page.getByRole('checkbox').check();
  await begin();
  await saved(2_000);
  await page.locator('.dock .look-plain').click();
  await visit('recording', page);
  await page.locator('.openrow').last().click();
  await expect(page.getByRole('dialog').getByRole('textbox').first()).toBeVisible();
  await visit('private-details', page);
  await page.keyboard.press('Escape');

  await button(page, words.recorder.pause).click();
  await expect(state).toHaveText(words.recorder.paused);
  await visit('paused', page);
  await button(page, words.recorder.resume).click();
  await expect(state).toHaveText(words.recorder.recording);
  await handle(page, { muted: true });
  await expect(state).toHaveText(words.recorder.interrupted, { timeout: 10_000 });
  await visit('interrupted', page);
  await handle(page, { muted: false });
  await expect(state).toHaveText(words.recorder.recording, { timeout: 15_000 });
  await handle(page, { silent: true });
  await expect(page.getByRole('alert')).toContainText(more.silent.title, { timeout: 15_000 });
  await visit('silent', page);
  await handle(page, { silent: false });
  await expect(page.getByRole('alert')).toHaveCount(0);

  await device.setOffline(true);
  await stop();
  await expect(page.getByTestId('network')).toContainText(words.network.offline);
  await visit('stopped-offline', page);
  await device.setOffline(false);
  await expect(page.getByText(words.stopped.archived)).toBeVisible({ timeout: 20_000 });
  await visit('sent', page);

  await handle(page, { silent: true });
  await begin();
  await saved(1_500);
  await stop();
  await expect(page.getByText(more.summary.noSoundTitle)).toBeVisible();
  await visit('no-sound', page);
};
