import { writeFile } from 'node:fs/promises';
import { expect, test } from './harness/fixtures.ts';
import { waitForArchive } from './harness/archive.ts';
import { signIn } from './screens/app.ts';

// The flag in its smallest form: on or off, remembered for the time without a network.

/** Puts a version of the flag document into the store, as an admin's tool will. */
const put = (dataDir: string, version: number, kill: boolean) =>
  writeFile(
    `${dataDir}/store/state/flags/${version}.json`,
    JSON.stringify({ version, updatedAt: new Date().toISOString(), flags: { enableOfflineRecording: { kill, default: true } } }),
  );

test('R30 [FLA1] off means no new recording, also offline; what waits stays and what runs goes on; on brings it back', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const record = app.page.getByRole('button', { name: 'Record', exact: true });
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await device.setOffline(false);
  await put(server.dataDir, 2, true);
  // The server looks at its store every two seconds, the page when it is looked at.
  await expect
    .poll(async () => {
      await app.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      return app.page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const request = indexedDB.open('holdfast');
            request.onsuccess = () => {
              const read = request.result.transaction('settings').objectStore('settings').get('flags');
              read.onsuccess = () => resolve((read.result as { value: { version: number } } | undefined)?.value.version ?? 0);
            };
          }),
      );
    }, { timeout: 15_000 })
    .toBe(2);
  // What runs is not touched.
  await app.waitForSaved(3_000);
  await app.stop();
  await waitForArchive(server.dataDir);
  await app.page.reload();
  await expect(app.page.getByText('Recording is switched off')).toBeVisible();
  await expect(record).toHaveAttribute('aria-disabled', 'true');
  await device.setOffline(true);
  await app.page.reload();
  await expect(app.page.getByText('Recording is switched off')).toBeVisible();
  await expect(await app.items()).toHaveCount(1);

  await put(server.dataDir, 3, false);
  await device.setOffline(false);
  await app.page.goto(server.url);
  await expect
    .poll(async () => {
      await app.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      return record.getAttribute('aria-disabled');
    }, { timeout: 15_000 })
    .toBe('false');
});
