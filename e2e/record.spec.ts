import { archivedRecordings, storeKeys, waitForArchive } from './harness/archive.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import { appOn, signIn } from './screens/app.ts';

// The main path: recorded without a network, sent with the app closed, found in the archive.

test('R1 R20 recorded offline, stopped, page closed, network back: every saved second is in the archive', async ({ server, device, page }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(20_000);
  const savedMs = await app.stop();
  await app.page.close();
  expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
  await device.setOffline(false);

  const [archived] = await waitForArchive(server.dataDir);
  const heard = await listen(page, archived!);
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
  expect(heard.seconds).toBeGreaterThanOrEqual(Math.floor(savedMs / 1000) - 1);
  expect(archived!.record.partial).toBe(false);
});

test('R4 R20 page closed while recording offline, without Stop: what was saved is in the archive', async ({ server, device, page }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(20_000);
  const savedMs = await app.savedMs();
  await app.page.close({ runBeforeUnload: false });
  await device.setOffline(false);

  const [archived] = await waitForArchive(server.dataDir);
  const heard = await listen(page, archived!);
  expect(heard.durationS).toBeGreaterThanOrEqual(savedMs / 1000 - 0.05);
  expect(archived!.record.partial).toBe(true);
});

test('R2 B3 online with a pause: at Stop all but the last segment are there, and it plays as one', async ({ server, device, page }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const segments = async () => (await storeKeys(server.dataDir, 'ingest/')).filter((key) => /\/\d{5}-/.test(key)).length;
  await app.record();
  await app.waitForSaved(17_000);
  await app.pause();
  await expect.poll(segments).toBe(2);
  const pausedAtS = (await app.savedMs()) / 1000;
  await app.resume();
  await app.waitForSaved(pausedAtS * 1000 + 3_000);
  expect(await segments()).toBe(2);
  const savedMs = await app.stop();

  const [archived] = await waitForArchive(server.dataDir);
  expect(await segments()).toBe(3);
  const heard = await listen(page, archived!, { cutsAtS: [pausedAtS] });
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
  expect(archived!.record.files[0]!.takes).toEqual([0, 1]);
  const items = await app.items();
  await expect(items).toHaveCount(1);
  await expect(items.first()).toContainText('Sent');
});

test('R2 offline with a pause, page closed, network back: one file with both takes', async ({ server, device, page }) => {
  const app = await signIn(await device.open(server.url), server.url, 'nurse@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(5_000);
  await app.pause();
  const pausedAtS = (await app.savedMs()) / 1000;
  await app.resume();
  await app.waitForSaved(pausedAtS * 1000 + 4_000);
  const savedMs = await app.stop();
  await app.page.close();
  await device.setOffline(false);

  const [archived] = await waitForArchive(server.dataDir);
  const heard = await listen(page, archived!, { cutsAtS: [pausedAtS] });
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

test('R1 R20 the app opens offline, deep links too, and never answers for the server', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.page.goto(`${server.url}/recordings`);
  await expect(app.page.getByRole('heading', { name: 'Recordings' })).toBeVisible();
  await app.page.goto(server.url);
  await appOn(app.page);
  for (const path of ['/api/health', '/oidc/signin', '/ingest/x', '/flags.json']) {
    await expect(app.page.goto(`${server.url}${path}`)).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
  }
  expect(await archivedRecordings(server.dataDir)).toEqual([]);
});
