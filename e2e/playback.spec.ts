import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, listen, test } from './harness/fixtures.ts';
import type { Archived } from './harness/archive.ts';
import { appOn, signIn } from './screens/app.ts';
import { libraryOn } from './screens/library.ts';

/** What is heard of the page's audio elements: where they are, and how they play. */
function watchAudio(): void {
  const heard: HTMLAudioElement[] = [];
  Object.assign(globalThis, { heard });
  const Real = globalThis.Audio;
  globalThis.Audio = function () {
    const one = new Real();
    heard.push(one);
    return one;
  } as unknown as typeof Audio;
}

const audioOf = (page: Page) =>
  page.evaluate(() => {
    const one = (globalThis as unknown as { heard: HTMLAudioElement[] }).heard.at(-1)!;
    return { paused: one.paused, currentTime: one.currentTime, duration: one.duration, rate: one.playbackRate, error: one.error?.message ?? null };
  });

test('R11 B10 what was recorded is heard without a network, from take to take, with its marks, and saved as a file that plays', async ({ server, newDevice, page: listener }) => {
  const device = await newDevice({ seconds: 40, scripts: [watchAudio] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(3_000);
  await page.getByRole('button', { name: 'Mark this moment' }).click();
  await app.waitForSaved(6_000);
  await app.pause();
  await app.resume();
  await app.waitForSaved(12_000);
  const savedMs = await app.stop();

  const library = libraryOn(page);
  await library.open();
  const item = library.items.first();
  await item.getByRole('button', { name: 'Play', exact: true }).click();
  const player = item.getByRole('group', { name: 'Player' });
  await expect(player.getByRole('button', { name: 'Pause' })).toBeFocused();
  await expect.poll(async () => (await audioOf(page)).currentTime).toBeGreaterThan(0.5);
  // One file for both takes, and its length is what the screen called saved.
  const { duration, error } = await audioOf(page);
  expect(error).toBeNull();
  expect(Math.abs(duration * 1000 - savedMs)).toBeLessThanOrEqual(200);
  const clock = (ms: number) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
  const position = player.getByRole('slider', { name: 'Position' });
  await expect(position).toHaveAttribute('aria-valuetext', new RegExp(` of ${clock(duration * 1000)}$`));

  await player.getByRole('button', { name: 'Pause' }).click();
  expect((await audioOf(page)).paused).toBe(true);
  await player.getByRole('button', { name: 'Back 15 seconds' }).click();
  await expect(position).toHaveValue('0');
  await player.getByRole('button', { name: 'Forward 15 seconds' }).click();
  await expect(position).toHaveAttribute('aria-valuetext', new RegExp(`^${clock(duration * 1000)} of `));
  await position.press('ArrowLeft');
  await expect.poll(async () => (await audioOf(page)).currentTime).toBeCloseTo(duration - 5, 0);
  await player.getByRole('combobox', { name: 'Speed' }).selectOption('2×');
  expect((await audioOf(page)).rate).toBe(2);

  const points = player.getByRole('group', { name: 'Marks and interruptions' }).getByRole('button');
  await expect(points).toHaveText([/^0:0[34] Mark 1$/, /^0:0[67] Take 2$/]);
  await points.nth(1).click();
  const secondTakeS = Number(await points.nth(1).getAttribute('data-at-ms')) / 1000;
  await expect.poll(async () => (await audioOf(page)).currentTime).toBeCloseTo(secondTakeS, 1);
  await player.getByRole('button', { name: 'Play', exact: true }).click();
  // To the end at double speed, where it stops by itself.
  await expect(player.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 15_000 });
  await expect(position).toHaveAttribute('aria-valuetext', new RegExp(`^${clock(duration * 1000)} of `));

  await library.more(item);
  const download = page.waitForEvent('download');
  await item.getByRole('button', { name: 'Save as a file' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^holdfast-\d{4}-\d\d-\d\d-\d{4}-[0-9a-f]{8}\.webm$/);
  const bytes = await readFile(await saved.path());
  const file = { files: [{ name: 'audio.webm', bytes, mimeType: 'audio/webm' }] } as unknown as Archived;
  const heard = await listen(listener, file, { cutsAtS: [secondTakeS], cutToleranceS: 1 });
  expect(Math.abs(heard.durationS * 1000 - savedMs)).toBeLessThanOrEqual(200);
});

test('R11 without a key on this device a recording says that it is sealed, and is saved sealed', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  // As after a sign-out and another sign-in: the key is gone, and with it what it had wrapped.
  await app.page.evaluate(async () => {
    const found = (await indexedDB.databases()).find(({ name }) => name?.startsWith('holdfast-'));
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(found!.name!);
      request.onsuccess = () => resolve(request.result);
    });
    const transaction = db.transaction(['deviceKeys', 'deviceWraps'], 'readwrite');
    transaction.objectStore('deviceKeys').clear();
    transaction.objectStore('deviceWraps').clear();
    await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
    db.close();
  });
  const library = libraryOn(app.page);
  await library.open();
  const item = library.items.first();
  await item.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(item.getByRole('status')).toHaveText('It is sealed, and this device has no key to it. It can be heard only at the organisation.');
  await library.more(item);
  const download = app.page.waitForEvent('download');
  await item.getByRole('button', { name: 'Save as a file' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.tar$/);
});

test('R11 sound that only the archive still has is told, and the player closes', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  const library = libraryOn(app.page);
  await library.open();
  const item = library.items.first();
  await expect(item).toContainText('In the archive', { timeout: 15_000 });
  await app.page.getByText('Storage', { exact: true }).click();
  await app.page.getByRole('button', { name: 'Free space' }).click();
  await app.page.getByRole('dialog').getByRole('button', { name: /^Free / }).click();
  await expect(app.page.getByText(/^Freed/)).toBeVisible();
  await app.page.reload();
  await appOn(app.page).catch(() => undefined);
  await library.open();
  await item.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(item.getByRole('status')).toHaveText('Its sound is in the archive and no longer on this device.');
  await item.getByRole('button', { name: 'Close the player' }).click();
  await expect(item.getByRole('group', { name: 'Player' })).toBeHidden();
});
