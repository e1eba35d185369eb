import { storeKeys, waitForArchive } from './harness/archive.ts';
import { expect, test } from './harness/fixtures.ts';
import { signIn } from './screens/app.ts';

test('R20 signing out leaves what waits sealed on the device, hides it, and it goes out when its owner is back', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(2_000);
  await app.stop();
  // The network is back, but the server takes nothing for a moment.
  await device.context().route(/\/api\/uploads$/, (route) => route.abort());
  await device.setOffline(false);
  await expect((await app.items()).first()).toContainText('Waiting');
  await app.page.getByText('doctor@example.org').click();
  await expect(app.page.getByText('1 recording not sent yet')).toBeVisible();
  await app.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(app.page.getByText('Record anywhere')).toBeVisible();
  // Also without a network the device does not remember who it was.
  await device.setOffline(true);
  await app.page.goto(`${server.url}/recordings`);
  await expect(app.page.getByText('Record anywhere')).toBeVisible();
  await expect(app.page.getByRole('list', { name: 'Recordings' })).toHaveCount(0);
  await device.setOffline(false);
  await device.context().unroute(/\/api\/uploads$/);
  expect((await storeKeys(server.dataDir, 'archive/')).length).toBe(0);

  const nurse = await signIn(app.page, server.url, 'nurse@example.org');
  await expect(await nurse.items()).toHaveCount(0);
  const back = await signIn(app.page, server.url, 'doctor@example.org');
  await expect((await back.items()).first()).toContainText('Sent', { timeout: 15_000 });
  expect(await waitForArchive(server.dataDir)).toHaveLength(1);
});

test('R21 R23 "Send now" is off without a network, says why, and sends with one', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_500);
  await app.stop();
  await app.items();
  const sendNow = app.page.getByRole('button', { name: 'Send now' });
  await expect(sendNow).toHaveAttribute('aria-disabled', 'true');
  await expect(sendNow).toHaveAccessibleDescription(/There is no network now/);
  await expect(app.page.getByTestId('network')).toContainText('Offline · 1 waiting');
  // Held back so long that only the button can be the one that sends.
  let answers = 0;
  await device.context().route(/\/api\/uploads$/, (route) => (++answers === 1 ? route.fulfill({ status: 429, headers: { 'retry-after': '300' } }) : route.continue()));
  await device.setOffline(false);
  await expect((await app.items()).first()).toContainText('too busy');
  await sendNow.click();
  expect(await waitForArchive(server.dataDir)).toHaveLength(1);
});
