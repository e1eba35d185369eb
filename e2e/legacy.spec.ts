import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { archivedRecordings, storeKeys, waitForArchive } from './harness/archive.ts';
import type { Device } from './harness/device.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import { flagsAdmin, knownVersion, lookAgain, type FlagsAdmin } from './harness/flagsadmin.ts';
import { endAll } from './harness/identity.ts';
import type { TestServer } from './harness/server.ts';

// The recorder of those who do not have the offline one: a network or nothing, and no second lost without a word.

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** A page on the legacy recorder, with somebody signed in. */
async function open(server: TestServer, device: Device): Promise<{ page: Page; admin: FlagsAdmin }> {
  const admin = await flagsAdmin(server.url);
  await admin.kill();
  const page = await device.open(`${server.url}/oidc/signin?returnTo=/`);
  await page.getByRole('button', { name: 'doctor@example.org' }).click();
  await expect(button(page, 'Record online')).toHaveAttribute('aria-disabled', 'false');
  return { page, admin };
}

async function record(page: Page, seconds: number): Promise<void> {
  await button(page, 'Record online').click();
  await expect(page.getByRole('timer')).toContainText(`0:0${seconds}`, { timeout: 20_000 });
}

/** The databases of this device in which anything of a recording could lie, with how many rows each has. */
async function rowsOfRecordings(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let rows = 0;
    for (const { name } of await indexedDB.databases()) {
      if (!name?.startsWith('holdfast-')) continue;
      const db = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
      });
      for (const table of ['recordings', 'chunks', 'segments']) {
        rows += await new Promise<number>((resolve) => {
          const counting = db.transaction(table).objectStore(table).count();
          counting.onsuccess = () => resolve(counting.result);
        });
      }
      db.close();
    }
    return rows;
  });
}

test('R32 [LEG1] it records in memory, sends on Stop, and the archive has the audio', async ({ server, device, page: player }) => {
  const { page } = await open(server, device);
  await expect(page.getByText('Needs a network while you record')).toBeVisible();
  await record(page, 4);
  expect(await rowsOfRecordings(page)).toBe(0);
  await button(page, 'Stop and send').click();
  await expect(page.getByTestId('legacy-sent')).toBeVisible();
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.partial).toBe(false);
  const heard = await listen(player, archived!);
  expect(heard.durationS).toBeGreaterThanOrEqual(4);
  expect(await rowsOfRecordings(page)).toBe(0);
});

test('R32 [LEG2] what could not be sent stays in the page, can be saved as a file, and arrives once when it is tried again', async ({ server, device, page: player }) => {
  const { page } = await open(server, device);
  await record(page, 2);
  await device.setOffline(true);
  await button(page, 'Stop and send').click();
  await expect(page.getByText('The server cannot be reached')).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Save as a file').click()]);
  expect(file.suggestedFilename()).toMatch(/^holdfast-[0-9a-f-]{36}\.webm$/);
  expect((await readFile(await file.path())).subarray(0, 4).toString('hex')).toBe('1a45dfa3');
  await button(page, 'Try again').click();
  await expect(page.getByText('The server cannot be reached')).toBeVisible();
  await device.setOffline(false);
  await button(page, 'Try again').click();
  await expect(page.getByTestId('legacy-sent')).toBeVisible();
  const [archived] = await waitForArchive(server.dataDir);
  expect((await listen(player, archived!)).durationS).toBeGreaterThanOrEqual(2);
  expect(await archivedRecordings(server.dataDir)).toHaveLength(1);
});

test('R32 [LEG2] an answer that is lost after everything has arrived makes no second recording', async ({ server, device }) => {
  const { page } = await open(server, device);
  await device.context().route('**/complete', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await record(page, 1);
  await button(page, 'Stop and send').click();
  await expect(button(page, 'Try again')).toBeVisible();
  await device.context().unroute('**/complete');
  await button(page, 'Try again').click();
  await expect(page.getByTestId('legacy-sent')).toBeVisible();
  await waitForArchive(server.dataDir);
  expect((await storeKeys(server.dataDir, 'ingest/')).filter((key) => key.endsWith('/manifest.json'))).toHaveLength(1);
});

test('R32 [LEG3] it asks before the page is left while something is only in it', async ({ server, device }) => {
  const { page } = await open(server, device);
  await record(page, 1);
  const asked = page.waitForEvent('dialog');
  void page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await button(page, 'Stop and send').click();
  await waitForArchive(server.dataDir);
});

test('R32 [LEG4] without a sign-in or a network it does not begin, and says why', async ({ server, device }) => {
  const { page } = await open(server, device);
  await device.setOffline(true);
  await expect(page.getByText('There is no network now. This recorder needs one.')).toBeVisible();
  await expect(button(page, 'Record online')).toHaveAttribute('aria-disabled', 'true');
  await device.setOffline(false);
  await expect(button(page, 'Record online')).toHaveAttribute('aria-disabled', 'false');
  await endAll(server.dataDir, 'session');
  await button(page, 'Record online').click();
  await expect(page.getByText('This recorder needs you to sign in first.')).toBeVisible();
  await expect(page.getByTestId('legacy').getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('R30 R32 [LEG5] it stays until what it has recorded is sent, whatever the flags and the views say meanwhile', async ({ server, device }) => {
  const { page, admin } = await open(server, device);
  await record(page, 1);
  const version = await admin.on();
  await lookAgain(page);
  await expect.poll(() => knownVersion(page), { timeout: 20_000 }).toBe(version);
  await page.getByRole('link', { name: /^Recordings/ }).or(page.getByRole('tab', { name: /^Recordings/ })).first().click();
  await page.goBack();
  await expect(page.getByRole('timer')).toContainText('0:0');
  await button(page, 'Stop and send').click();
  await waitForArchive(server.dataDir);
  await expect(button(page, 'Record')).toHaveAttribute('aria-disabled', 'false');
});
