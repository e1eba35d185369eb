import type { Page } from '@playwright/test';
import { waitForArchive } from './harness/archive.ts';
import { expect, test } from './harness/fixtures.ts';
import { quotaOf } from './harness/quota.ts';
import { signIn } from './screens/app.ts';

// What is told of the space on the device, and what happens when there is none.

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('R14 B2 [RSC3] the hours left are told for each quality where the browser tells them, and only what is certain where it does not', async ({ server, newDevice }) => {
  const device = await newDevice({
    scripts: [
      () => {
        const real = navigator.storage.estimate.bind(navigator.storage);
        navigator.storage.estimate = async () => {
          const left = sessionStorage.getItem('left');
          const told = await real();
          return left === null ? told : { ...told, quota: told.usage! + Number(left) };
        };
      },
    ],
  });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const options = page.getByRole('button', { name: /^Options/ });
  const left = async (name: string, text: string) => expect(page.getByRole('group', { name: 'Quality' }).getByRole('radio', { name })).toHaveAccessibleDescription(text, { timeout: 15_000 });
  // Chromium tells everybody of ten free gibibytes. What the app holds ready is certain.
  await options.click();
  await left('Small', 'more than 2 hours left on this device');
  await left('Standard', 'more than 66 minutes left on this device');
  await left('High', 'more than 33 minutes left on this device');
  await button(page, 'Done').click();
  // 15.12 MB an hour at 32 kbit/s.
  await page.evaluate((bytes) => sessionStorage.setItem('left', String(bytes)), 40.5 * 15_120_000);
  await options.click();
  await left('Small', 'about 81 hours left on this device');
  await left('Standard', 'about 40 hours left on this device');
  await left('High', 'about 20 hours left on this device');
  await expect(options).toContainText('about 40 hours left on this device');
});

test('R14 [RSC13] little space is told before a recording, in minutes, and there is enough again when there is', async ({ server, device }) => {
  const first = await device.open(server.url);
  const quota = await quotaOf(first);
  await quota.leave(6_000_000);
  const { page } = await signIn(first, server.url, 'doctor@example.org');
  const warning = page.locator('.note', { hasText: /^Space for/ });
  await expect(warning).toHaveText(/^Space for (?:\d|1\d|2[0-3]) minutes is leftFree some space on this device before a long recording\.$/, { timeout: 15_000 });
  await expect(page.getByText('Little space is left on this device.')).toBeAttached();
  await expect(button(page, 'Record')).toHaveAttribute('aria-disabled', 'false');
  await quota.lift();
  await page.getByRole('button', { name: /^Options/ }).click();
  await expect(warning).toHaveCount(0);
});

test('R14 [RSC13] the device fills up in the middle: the room that was kept is given back and the minutes are told, and when that is gone the recording ends with what was saved and the way out', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 90 });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const quota = await quotaOf(page);
  const usage = () => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  await expect.poll(usage, { timeout: 20_000 }).toBeGreaterThan(16 * 1024 * 1024);
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(2_000);
  const warning = page.locator('.note', { hasText: /^Space for/ });
  await expect(warning).toHaveCount(0);
  // Half of the room is somebody else's now.
  await quota.leave(-10_000_000);
  await expect(warning).toHaveText(/^Space for 2\d minutes is leftWhat you record until then is saved\./, { timeout: 60_000 });
  await expect(page.getByTestId('state')).toHaveText('Recording');
  const before = await app.savedMs();
  await app.waitForSaved(before + 3_000);
  const alert = page.getByRole('alert');
  const isTold = async () => {
    await quota.tighten(0);
    return alert.isVisible();
  };
  await expect.poll(isTold, { timeout: 60_000 }).toBe(true);
  await expect(alert).toContainText(/^This device is fullThe recording has ended\. What was saved is safe: (?!0:00)\d:\d\d\. Free some space on it, then try again\.$/);
  const savedMs = Number(await page.getByTestId('stopped-summary').getAttribute('data-saved-ms'));
  expect(savedMs).toBeGreaterThanOrEqual(before + 3_000);
  await quota.lift();
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.partial).toBe(true);
  expect(archived!.record.seconds).toBeGreaterThanOrEqual(savedMs / 1000 - 0.05);
});
