import type { Page } from '@playwright/test';
import { archiveProblems, storeKeys, waitForArchive } from './harness/archive.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import { openTexts } from './harness/opentexts.ts';
import { signIn } from './screens/app.ts';
import { libraryOn } from './screens/library.ts';

// The recorder's screen as a person uses it, and what of it arrives in the archive.

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const takes = (page: Page) => page.getByRole('list', { name: 'Takes' }).getByRole('listitem');
const secondsOf = (clock: string) => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
const field = (page: Page, name: string | RegExp) => page.getByRole('textbox', { name });

test('R2 R3 [RSC1, RSC2] takes are listed with number, length and state, paused is unmistakable and the timer holds, and after Stop they are summed up', async ({ server, device, page: player }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(2_000);
  await expect(takes(page)).toHaveText(/^Take 1 · now 0:0[23]$/);
  await expect(takes(page).first()).toHaveAttribute('aria-current', 'true');
  await app.pause();
  await expect(page.getByTestId('state')).toHaveText('Paused');
  await expect(takes(page)).toHaveText(/^Take 1 · saved 0:0[234]$/);
  const held = await page.getByTestId('clock').textContent();
  // What was heard and nothing else: the pause is not in it.
  const awayFromSaved = async () => Math.abs(secondsOf((await page.getByTestId('clock').textContent())!) - (await app.savedMs()) / 1000);
  expect(await awayFromSaved()).toBeLessThanOrEqual(1);
  const heldUntilMs = (await page.evaluate(() => performance.now())) + 2_500;
  await page.waitForFunction((ms) => performance.now() > ms, heldUntilMs);
  expect(await page.getByTestId('clock').textContent()).toBe(held);
  const colour = (name: string) => page.getByTestId(name).evaluate((element) => getComputedStyle(element).color);
  expect(await colour('clock')).toBe(await colour('state'));
  const pausedAtS = (await app.savedMs()) / 1000;
  await app.resume();
  await app.waitForSaved(pausedAtS * 1000 + 2_000);
  expect(await colour('clock')).not.toBe(await colour('state'));
  await expect(takes(page)).toHaveText([/^Take 1 · saved/, /^Take 2 · now 0:0[23]$/]);
  // The running take alone is marked.
  await expect(takes(page).and(page.locator('[aria-current]'))).toHaveText([/^Take 2/]);
  await expect.poll(awayFromSaved).toBeLessThanOrEqual(1);
  const savedMs = await app.stop();
  await expect(page.getByRole('group', { name: 'Summary' })).toBeVisible();
  await expect(takes(page)).toHaveText([/^Take 1 · saved 0:0[234]$/, /^Take 2 · saved 0:0[234]$/]);
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.takes!.map(({ take }) => take)).toEqual([0, 1]);
  expect(archived!.record.gaps).toEqual([]);
  expect(Math.abs((await listen(player, archived!, { cutsAtS: [pausedAtS] })).durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

test('R5 [RSC5] the meter moves with the samples, in a word where nothing may move, and never speaks', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const meter = page.getByRole('meter', { name: 'Level' });
  await app.record();
  await expect(meter).toHaveAttribute('aria-valuetext', 'Good');
  const highest = () => meter.evaluate((element) => Math.max(...[...element.querySelectorAll('i')].map((bar) => Number(bar.style.getPropertyValue('--level')))));
  await expect.poll(highest).toBeGreaterThan(0.8);
  expect(await meter.evaluate((element) => element.closest('[aria-live], output, [role=status], [role=alert]'))).toBeNull();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(meter.locator('i')).toHaveCount(0);
  await expect(meter).toHaveText('Level: Good');
});

test('R5 [RSC4, RSC6] silence is told after five seconds; a recording without any sound is kept, not sent, and sent when somebody wants it', async ({ server, newDevice }) => {
  const device = await newDevice({ silent: true, seconds: 60 });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await app.record();
  await app.waitForSaved(3_000);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('alert')).toContainText('We hear nothing', { timeout: 8_000 });
  await expect(page.getByRole('meter', { name: 'Level' })).toHaveAttribute('aria-valuetext', 'No sound');
  await button(page, 'Choose a microphone').click();
  await expect(page.getByRole('dialog', { name: 'Options' })).toBeVisible();
  await page.keyboard.press('Escape');
  const savedMs = await app.stop();
  await expect(page.getByText('It is kept on this device and is not sent.')).toBeVisible();
  const note = page.locator('.note', { hasText: 'Nothing was heard' });
  const download = page.waitForEvent('download');
  await note.getByRole('button', { name: 'Save as a file' }).click();
  expect((await download).suggestedFilename()).toMatch(/^holdfast-.*\.tar$/);
  const kept = libraryOn(page).items.first();
  await libraryOn(page).open();
  await kept.getByRole('button', { name: 'Play', exact: true }).click();
  const player = kept.getByRole('group', { name: 'Player' });
  await expect(player.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(async () => Number(await player.getByRole('slider', { name: 'Position' }).inputValue())).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'Record', exact: true }).click();
  expect((await storeKeys(server.dataDir, 'ingest/')).filter((key) => key.endsWith('manifest.json'))).toEqual([]);
  await note.getByRole('button', { name: 'Send anyway' }).click();
  const [archived] = await waitForArchive(server.dataDir);
  expect(Math.abs(archived!.record.seconds - savedMs / 1000)).toBeLessThanOrEqual(0.3);
  await expect(note).toHaveCount(0);
  expect(await archiveProblems(server.dataDir)).toEqual([]);
});

test('R5 [RSC5, CAP15] where the samples cannot be read the sound is recorded and sent all the same', async ({ server, newDevice }) => {
  const device = await newDevice({
    seconds: 60,
    scripts: [
      () => {
        AudioContext.prototype.createMediaStreamSource = () => {
          throw new DOMException('not with this stream', 'NotSupportedError');
        };
      },
    ],
  });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await app.record();
  await app.waitForSaved(7_000);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('meter', { name: 'Level' })).toHaveAttribute('data-step', 'unknown');
  const savedMs = await app.stop();
  const [archived] = await waitForArchive(server.dataDir);
  expect(Math.abs(archived!.record.seconds - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

test('B2 B4 [RSC7, RSC8, DET1, DET2] marks with labels, title, note, patient reference and consent are in the archive, sealed until there', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  await page.getByRole('checkbox', { name: 'Patient informed and agrees to the recording' }).check();
  const tickedAtMs = await page.evaluate(() => Date.now());
  await app.record();
  await app.waitForSaved(1_000);
  await button(page, /^Mark this moment/).click();
  await expect(page.getByText(/^Mark 1 set at 0:0[1-5]$/)).toBeAttached();
  await button(page, 'Private details').click();
  await field(page, 'Title').fill('First visit of Señora Núñez');
  await field(page, 'Patient reference').fill('P-4711');
  await expect(page.getByText('Saved, sealed')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await app.waitForSaved(3_000);
  await button(page, /^Mark this moment/).click();
  await expect(button(page, 'Mark this moment · 2')).toBeVisible();
  await app.stop();
  await expect(page.getByRole('checkbox')).not.toBeChecked();
  const labels = page.getByRole('list', { name: 'Marks' }).getByRole('textbox');
  await expect(labels).toHaveCount(2);
  await labels.nth(1).fill('Murmur');
  await page.getByTestId('stopped-summary').click();
  await expect(page.getByText('Saved, sealed')).toBeVisible();
  // Later, from the list, by the same person on the same device.
  const kept = (await app.items()).first();
  await kept.getByRole('button', { name: 'More', exact: true }).click();
  await kept.getByRole('button', { name: 'Private details' }).click();
  await expect(field(page, 'Title')).toHaveValue('First visit of Señora Núñez');
  await expect(field(page, 'Patient reference')).toHaveValue('P-4711');
  await field(page, 'Note').fill('Follow-up in two weeks');
  await field(page, 'Title').fill('Second title');
  // Closing the view saves what is in it.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await page.evaluate(everythingStored)).not.toMatch(/Murmur|Núñez|4711|Follow-up|Second title/);
  await device.setOffline(false);

  const [archived] = await waitForArchive(server.dataDir);
  expect(await openTexts(server.dataDir, archived!)).toEqual({ title: 'Second title', patient: 'P-4711', note: 'Follow-up in two weeks', 'mark-1': 'Murmur' });
  const { marks, consent } = archived!.record;
  expect(marks.map(({ take }) => take)).toEqual([0, 0]);
  expect(marks[0]!.atMs).toBeGreaterThan(900);
  expect(marks[1]!.atMs - marks[0]!.atMs).toBeGreaterThan(1_000);
  expect(consent).toMatchObject({ textVersion: '1-en' });
  expect(Math.abs(consent!.atMs - tickedAtMs)).toBeLessThan(2_000);
  expect(archived!.record.startedAtMs).toBeGreaterThan(consent!.atMs);
});

test('B4 [DET3] a text that cannot be saved as its view closes is not lost without a word', async ({ server, newDevice }) => {
  const device = await newDevice({
    scripts: [
      () => {
        const real = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...row) {
          if (this.name === 'texts' && sessionStorage.getItem('refuse')) throw new DOMException('no', 'UnknownError');
          return real.apply(this, row);
        };
      },
    ],
  });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await page.evaluate(() => sessionStorage.setItem('refuse', '1'));
  await button(page, 'Private details').click();
  await field(page, 'Title').fill('Left ear');
  await button(page, 'Done').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('status').filter({ hasText: /not saved/ })).toBeVisible();
  await expect(field(page, 'Title')).toHaveValue('Left ear');
  await page.evaluate(() => sessionStorage.removeItem('refuse'));
  await field(page, 'Title').fill('Left ear, again');
  await button(page, 'Done').click();
  await expect(dialog).toHaveCount(0);
  await button(page, 'Private details').click();
  await expect(field(page, 'Title')).toHaveValue('Left ear, again');
});

/** Everything in every database of the page as one text, bytes read as Latin-1 and as UTF-8. */
async function everythingStored(): Promise<string> {
  const texts: string[] = [];
  const readable = (_: string, value: unknown) =>
    value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) + new TextDecoder().decode(value) : value;
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name!);
      request.onsuccess = () => resolve(request.result);
    });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise<unknown[]>((resolve) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result as unknown[]);
      });
      texts.push(JSON.stringify(rows, readable));
    }
    db.close();
  }
  return texts.join('\n') + JSON.stringify(localStorage);
}
