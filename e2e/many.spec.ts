import { archivedRecordings, storeKeys, waitForArchive } from './harness/archive.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import { appOn, signIn } from './screens/app.ts';

// More than one at work: tabs, the worker, people.

test('[OUT11] two tabs and the worker drain at once: one object for each segment, one archive', async ({ server, device, page }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  // Three pauses make four segments to fight over.
  await app.record();
  for (let second = 1; second <= 3; second++) {
    await app.waitForSaved(second * 1_500);
    await app.pause();
    await app.resume();
  }
  await app.waitForSaved(6_000);
  const savedMs = await app.stop();
  const second = await appOn(await device.open(server.url));
  const worker = device.context().serviceWorkers()[0]!;
  await device.setOffline(false);
  await Promise.all([
    app.page.evaluate(() => dispatchEvent(new Event('online'))),
    second.page.evaluate(() => dispatchEvent(new Event('online'))),
    worker.evaluate(() => dispatchEvent(Reflect.construct(Reflect.get(globalThis, 'SyncEvent') as typeof Event, ['sync', { tag: 'workbox-background-sync:outbox' }]) as Event)),
  ]);

  const [archived] = await waitForArchive(server.dataDir);
  const keys = await storeKeys(server.dataDir, 'ingest/');
  const segments = keys.filter((key) => /\/\d{5}-/.test(key));
  expect(new Set(segments.map((key) => /\/(\d{5})-/.exec(key)![1])).size).toBe(segments.length);
  expect(segments).toHaveLength(4);
  expect(keys.filter((key) => key.includes('/manifest'))).toHaveLength(2);
  expect(await archivedRecordings(server.dataDir)).toHaveLength(1);
  const heard = await listen(page, archived!, { cutsAtS: archived!.record.files[0]!.takes.map((_, i) => ((i + 1) * savedMs) / 4000), cutToleranceS: 1 });
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

test('[OUT9] B signs in beside A: nothing of A is filed under B, and it goes out when A is back', async ({ server, device }) => {
  const doctor = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await doctor.record();
  await doctor.waitForSaved(2_000);
  await doctor.stop();
  await device.setOffline(false);
  await waitForArchive(server.dataDir);
  const [ownerOfDoctor] = (await archivedRecordings(server.dataDir)).map(({ ownerId }) => ownerId);

  // A records while B signs in in another tab. What A records stays A's, also when it is stopped after that.
  await doctor.record();
  await doctor.waitForSaved(2_000);
  const nurse = await signIn(await device.open(server.url), server.url, 'nurse@example.org');
  await doctor.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(doctor.page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden();
  await nurse.record();
  await nurse.waitForSaved(1_000);
  await nurse.stop();
  const withNurse = await waitForArchive(server.dataDir, { count: 2 });
  expect(withNurse.filter(({ ownerId }) => ownerId === ownerOfDoctor)).toHaveLength(1);
  expect((await storeKeys(server.dataDir, 'ingest/')).filter((key) => !key.startsWith(`ingest/${ownerOfDoctor}/`)).filter((key) => /\/\d{5}-/.test(key))).toHaveLength(1);
  await expect((await nurse.items())).toHaveCount(1);

  const back = await signIn(nurse.page, server.url, 'doctor@example.org');
  const all = await waitForArchive(server.dataDir, { count: 3 });
  expect(all.filter(({ ownerId }) => ownerId === ownerOfDoctor)).toHaveLength(2);
  await expect((await back.items()).filter({ hasText: 'Sent' })).toHaveCount(2);
});
