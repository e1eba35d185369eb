import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axeFaults } from './harness/axe.ts';
import { startFaultProxy } from './harness/faultproxy.ts';
import { expect, test } from './harness/fixtures.ts';
import { putRows } from './harness/rows.ts';
import { seed, signInContext, type SeedOptions } from './harness/seed.ts';
import { appOn, signIn } from './screens/app.ts';
import { libraryOn } from './screens/library.ts';
import { waitForArchive } from './harness/archive.ts';
import { decodeTar } from '../src/core/export/tar.ts';
import type { Recording } from '../src/core/recording.ts';
import type { Device } from './harness/device.ts';

const HASH = 'ab'.repeat(32);
const SENT: Partial<Recording> = { state: 'sent', receivedAtMs: 1, pollAtMs: 9e15, segmentsSent: 1 };
const ARCHIVED: Partial<Recording> = { state: 'archived', receivedAtMs: 1, archived: { sha256: HASH, seconds: 3, archivedAtMs: Date.now() } };
const FAILED: Partial<Recording> = { state: 'failed', failure: { code: 'manifest_differs', detail: '' } };
/** Nothing is tried before: the tests are about what waits. */
const WAITING: Partial<Recording> = { retry: { attempts: 3, atMs: 9e15, code: 'server_error', remedy: 'retryAt' } };

/** The app offline, with recordings as told. */
async function withRecordings(url: string, device: Device, options: SeedOptions) {
  await signInContext(device.context(), url);
  const page = await device.open(`${url}/favicon.svg`);
  const seeded = await seed(page, url, options);
  await page.goto(url);
  const app = await appOn(page);
  return { page, app, seeded, library: libraryOn(page) };
}

test('R10 the list filters by state with counts, finds by date, length, state and number, and sorts', async ({ server, device }) => {
  const proxy = await startFaultProxy(server.url);
  proxy.script((call) => (call === 'presign' || call === 'state' ? { kind: 'cutBefore' } : undefined));
  const day = (n: number) => new Date(2026, 2, n + 1, 9, 5).getTime();
  const { page, library, seeded } = await withRecordings(proxy.url, device, {
    count: 8,
    row: (n) => ({ startedAtMs: day(n), savedMs: (n + 1) * 61_000, ...(n < 2 ? WAITING : n < 5 ? ARCHIVED : n < 7 ? SENT : FAILED) }),
  });
  await library.open();
  await device.setOffline(true);
  await expect(library.items).toHaveCount(8);
  for (const [name, count] of [['All', 8], ['Waiting', 2], ['Sent', 5], ['Failed', 1]] as const) {
    await expect(library.filter(name)).toHaveText(`${name} ${count}`);
    await library.filter(name).click();
    await expect(library.filter(name)).toHaveAttribute('aria-pressed', 'true');
    await expect(library.items).toHaveCount(count);
  }
  await library.filter('All').click();

  const ids = () => library.items.evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.recordingId));
  expect(await ids()).toEqual(seeded.map(({ id }) => id).reverse());
  await library.order.selectOption('Oldest first');
  await expect.poll(ids).toEqual(seeded.map(({ id }) => id));
  await library.order.selectOption('Longest first');
  await expect.poll(ids).toEqual(seeded.map(({ id }) => id).reverse());

  const finds = async (query: string, ...found: number[]) => {
    await library.search.fill(query);
    await expect.poll(async () => (await ids()).sort()).toEqual(found.map((n) => seeded[n]!.id).sort());
  };
  await finds('3:03', 2);
  await finds('thu 09:05', 4);
  await finds('2026-03-07', 6);
  await finds('FAILED', 7);
  await finds(seeded[3]!.id.slice(0, 8), 3);
  await finds('sent 4:04', 3);
  await finds('nothing like it');
  await expect(page.getByText('No recording is like that.')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: '0 recordings found' })).toBeAttached();

  // What each is told with: day and time, state, length, size, and why it cannot be sent now.
  await library.search.fill('');
  const oldest = library.item(seeded[0]!.id);
  await expect(oldest).toContainText(/9:05.*Waiting.*1:01 · \d+ kB/);
  await library.more(oldest);
  const send = oldest.getByRole('button', { name: 'Send it now' });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await expect(send).toHaveAccessibleDescription(/^There is no network now\./);
  await proxy.close();
});

test('R10 B4 with the device key the search finds what is sealed, and nothing of it is stored in the clear', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  for (const title of ['Knee of Señor Núñez', 'Left ear']) {
    await app.record();
    await app.waitForSaved(500);
    await app.stop();
    await page.getByRole('button', { name: /^Private details/ }).first().click();
    await page.getByRole('dialog').getByLabel('Title').fill(title);
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  const { ownerId } = (await page.evaluate(async () => {
    const db = (await indexedDB.databases()).find(({ name }) => name?.startsWith('holdfast-'));
    return { ownerId: db!.name!.slice('holdfast-'.length) };
  })) as { ownerId: string };
  // Closing the view saves what is in it, after it has closed.
  await libraryOn(page).open();
  await expect(libraryOn(page).items.filter({ hasText: /Left ear|Knee/ })).toHaveCount(2);
  await page.close();
  const rows = await device.open(`${server.url}/favicon.svg`);
  await putRows(rows, ownerId, 10, () => ({ state: 'empty' }));
  await rows.goto(`${server.url}/recordings`);
  const library = libraryOn(rows);
  await library.open();
  await library.search.fill('nunez');
  await expect(library.items).toHaveCount(1);
  await expect(library.items).toContainText('Knee of Señor Núñez');
  await library.search.fill('ear left');
  await expect(library.items).toContainText(['Left ear']);
  const stored = await rows.evaluate(async (name) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
    });
    const texts: string[] = [JSON.stringify(localStorage)];
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      await new Promise<void>((resolve) => (all.onsuccess = () => resolve()));
      texts.push(JSON.stringify(all.result));
    }
    db.close();
    return texts.join();
  }, `holdfast-${ownerId}`);
  expect(stored).not.toMatch(/Knee|N[uú][nñ]ez|Left ear/i);
});

/** What opening the list and typing in the search take up to the frame that shows it, in milliseconds: one round. */
async function round(page: Page): Promise<{ open: number; type: number[] }> {
  return page.evaluate(async () => {
    const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const until = async (there: () => boolean) => {
      while (!there()) await frame();
    };
    const click = (text: string) => [...document.querySelectorAll<HTMLElement>('a.tab')].find((one) => one.textContent.startsWith(text))!.click();
    const opened = performance.now();
    click('Recordings');
    await until(() => document.querySelector('li.item') !== null);
    const open = performance.now() - opened;
    const input = document.querySelector<HTMLInputElement>('input[type=search]')!;
    input.focus();
    await frame();
    const type: number[] = [];
    for (const query of ['1', '12', '12:', '12:1', '12', '']) {
      const typed = performance.now();
      input.value = query;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await frame();
      type.push(performance.now() - typed);
    }
    click('Record');
    await until(() => document.querySelector('li.item') === null);
    return { open, type };
  });
}

test('R10 with 10,000 recordings opening the list and typing cost at most three times what they cost with 50', async ({ server, newDevice }) => {
  const ROUNDS = 7;
  const pages: Page[] = [];
  const cold: number[] = [];
  for (const count of [50, 10_000]) {
    const device = await newDevice();
    await signInContext(device.context(), server.url);
    const page = await device.open(`${server.url}/favicon.svg`);
    const [first] = await seed(page, server.url, { row: () => ARCHIVED });
    await putRows(page, first!.ownerId, count - 1, (n) => ({ savedMs: (n % 3600) * 1000 }));
    await page.goto(server.url);
    await appOn(page);
    const startedMs = Date.now();
    await page.goto(`${server.url}/recordings`);
    await expect(page.locator('li.item').first()).toBeVisible();
    cold.push(Date.now() - startedMs);
    await page.getByRole('link', { name: 'Record', exact: true }).click();
    pages.push(page);
  }
  const opens: number[][] = [[], []];
  const types: number[][] = [[], []];
  // In turns, so that whatever else this machine does meets both. The first round compiles what the others run.
  for (let n = 0; n < ROUNDS; n++) {
    for (const [which, page] of pages.entries()) {
      await page.bringToFront();
      const { open, type } = await round(page);
      if (n > 0) opens[which]!.push(open);
      if (n > 0) types[which]!.push(...type);
    }
  }
  const middle = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;
  const measured = { cold, open: opens.map(middle), type: types.map(middle) };
  test.info().annotations.push({ type: 'milliseconds with 50 and with 10,000', description: JSON.stringify(measured) });
  for (const [what, [few, many]] of Object.entries(measured)) expect(many! / few!, `${what}: ${JSON.stringify(measured)}`).toBeLessThanOrEqual(3);

  const [, many] = pages;
  await libraryOn(many!).open();
  await expect(libraryOn(many!).items).toHaveCount(50);
  await expect(many!.getByText('1 to 50 of 10,000')).toBeVisible();
  await many!.getByRole('button', { name: 'Further' }).click();
  await expect(many!.getByText('51 to 100 of 10,000')).toBeVisible();
});

test('R10 a recording that grows reads no other recording again and redraws nothing of the list but itself', async ({ server, newDevice }) => {
  const device = await newDevice({
    viewport: { width: 1280, height: 900 },
    scripts: [
      () => {
        const reads = { many: 0, one: 0 };
        Object.assign(globalThis, { reads });
        for (const of of [IDBObjectStore, IDBIndex]) {
          for (const name of ['getAll', 'openCursor', 'getAllRecords'] as const) {
            const methods = of.prototype as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>;
            const real = methods[name];
            if (!real) continue;
            methods[name] = function (this: IDBObjectStore | IDBIndex, ...args: unknown[]) {
              const store = 'objectStore' in this ? this.objectStore.name : this.name;
              if (store === 'recordings') reads.many += 1;
              return real.apply(this, args);
            };
          }
        }
        const get = IDBObjectStore.prototype.get;
        IDBObjectStore.prototype.get = function (key) {
          if (this.name === 'recordings') reads.one += 1;
          return get.call(this, key);
        };
      },
    ],
  });
  await signInContext(device.context(), server.url);
  const page = await device.open(`${server.url}/favicon.svg`);
  const [first] = await seed(page, server.url, { row: () => ARCHIVED });
  await putRows(page, first!.ownerId, 300, () => ({}));
  await page.goto(server.url);
  const app = await appOn(page);
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  const running = libraryOn(page).items.filter({ hasText: 'Recording' }).first();
  await expect(running).toBeVisible();
  await page.evaluate(() => {
    const changes: string[] = [];
    Object.assign(globalThis, { changes });
    const before = (globalThis as unknown as { reads: Record<string, number> }).reads;
    before.many = 0;
    before.one = 0;
    new MutationObserver((all) => {
      for (const { target } of all) changes.push((target instanceof Element ? target : target.parentElement!).closest('li')?.dataset.state ?? target.nodeName);
    }).observe(document.querySelector('.library')!, { childList: true, characterData: true, subtree: true, attributes: true });
  });
  await app.waitForSaved(5_000);
  const { reads, changes } = await page.evaluate(() => {
    const all = globalThis as unknown as { reads: Record<string, number>; changes: string[] };
    return { reads: all.reads, changes: [...new Set(all.changes)] };
  });
  expect(reads.one).toBeGreaterThan(10);
  // Retention and the outbox look at everything now and then, and not because something grows.
  expect(reads.many).toBeLessThanOrEqual(2);
  expect(changes).toEqual(['recording']);
});

test('R11 failed recordings are sent again, one or all, and the log says what happened to each', async ({ server, device }) => {
  const { page, library, seeded } = await withRecordings(server.url, device, { count: 3, row: () => FAILED });
  await library.open();
  await device.setOffline(true);
  await library.filter('Failed').click();
  const all = page.getByRole('button', { name: 'Try all 3 again' });
  await expect(all).toHaveAttribute('aria-disabled', 'true');
  await expect(all).toHaveAccessibleDescription('There is no network now.');
  const again = library.item(seeded[0]!.id).getByRole('button', { name: 'Try again' });
  await expect(again).toHaveAttribute('aria-disabled', 'true');
  await expect(again).toHaveAccessibleDescription(/There is no network now\.$/);
  await device.setOffline(false);
  await library.filter('All').click();
  const first = library.item(seeded[0]!.id);
  await first.getByRole('button', { name: 'Try again' }).click();
  await expect(first).toContainText('In the archive', { timeout: 15_000 });
  await library.filter('Failed').click();
  await page.getByRole('button', { name: 'Try all 2 again' }).click();
  await library.filter('Sent').click();
  await expect(library.items).toHaveCount(3, { timeout: 15_000 });
  await waitForArchive(server.dataDir, { count: 3 });
  await expect(page.getByText(/recordings? (?:is|are) sent\. Nothing waits any more\./)).toBeVisible();
  await library.more(first);
  await expect(first.locator('[data-event]')).toContainText(['Sending begun', 'Sent, with the receipt of the server', 'In the archive']);
});

test('R11 B10 a delete of what is not sent asks first, and can be undone', async ({ server, device }) => {
  const proxy = await startFaultProxy(server.url);
  proxy.script((call) => (call === 'presign' ? { kind: 'cutBefore' } : undefined));
  const { page, library, seeded } = await withRecordings(proxy.url, device, { count: 2, row: (n) => (n === 0 ? ARCHIVED : WAITING) });
  await library.open();
  const [sent, unsent] = seeded.map(({ id }) => library.item(id));
  // Sent: no question, because the archive has it.
  await library.more(sent!);
  await sent!.getByRole('button', { name: 'Delete' }).click();
  await expect(sent!).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(sent!).toBeVisible();
  // Not sent: first the question.
  await library.more(unsent!);
  await unsent!.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toHaveAccessibleName('Delete a recording that is not sent?');
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(unsent!).toBeVisible();
  await unsent!.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(unsent!).toBeHidden();
  await expect(library.filter('Waiting')).toHaveText('Waiting 0');
  // Also later, from the trash.
  await page.reload();
  await library.open();
  await page.getByText('Storage', { exact: true }).click();
  const trash = page.getByRole('list', { name: 'Trash' }).getByRole('listitem');
  await expect(trash).toHaveCount(1);
  await expect(trash).toContainText('Not sent');
  proxy.script(() => undefined);
  await trash.getByRole('button', { name: 'Take back' }).click();
  await expect(unsent!).toBeVisible();
  await waitForArchive(server.dataDir);
  await proxy.close();
});

test('R12 the storage is shown by state with sizes and the space used, and a clean-up shows first what goes', async ({ server, device }) => {
  const { page, library } = await withRecordings(server.url, device, { count: 3, row: (n) => (n < 2 ? ARCHIVED : { ...FAILED }) });
  await library.open();
  await page.getByText('Storage', { exact: true }).click();
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
  await expect(row('In the archive')).toContainText(/2\s*\d+ kB/);
  await expect(row('Failed')).toContainText(/1\s*\d+ kB/);
  await expect(row('All')).toContainText('3');
  await expect(page.getByRole('meter', { name: 'Space used' })).toBeVisible();
  await expect(page.getByText(/ used by Holdfast/)).toBeVisible();
  const advice = page.getByText('The browser may clear what is here when the device is short of space.');
  for (const kept of [true, false]) {
    await page.getByText('Storage', { exact: true }).click();
    await page.evaluate((to) => (StorageManager.prototype.persisted = async () => to), kept);
    await page.getByText('Storage', { exact: true }).click();
    await expect(row('All')).toBeVisible();
    await expect(advice).toHaveCount(kept ? 0 : 1);
  }
  await page.getByRole('button', { name: 'Free space' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The sound of 2 recordings leaves this device');
  await dialog.getByRole('button', { name: /^Free \d+ kB/ }).click();
  await expect(page.getByText(/^Freed: \d+ kB/)).toBeVisible();
  await expect(row('In the archive')).toContainText(/2\s*0 kB/);
  await expect(row('Failed')).toContainText(/1\s*[1-9]\d* kB/);
});

test('B10 what this device cannot open is saved sealed', async ({ server, device }) => {
  const { page, library, seeded } = await withRecordings(server.url, device, { row: () => ARCHIVED });
  await library.open();
  const item = library.item(seeded[0]!.id);
  await library.more(item);
  const download = page.waitForEvent('download');
  await item.getByRole('button', { name: 'Save as a file' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe(`holdfast-${seeded[0]!.id}.tar`);
  expect(decodeTar(new Uint8Array(await readFile(await saved.path())))[0]!.name).toBe('rows.json');
});

test('B10 R12 what cannot be saved as a file, and a clean-up that the storage refuses, are told as having changed nothing', async ({ server, device }) => {
  const { page, library, seeded } = await withRecordings(server.url, device, { count: 2, row: (n) => (n === 0 ? FAILED : ARCHIVED) });
  await library.open();
  const item = library.item(seeded[0]!.id);
  await page.evaluate(() => {
    URL.createObjectURL = () => {
      throw new TypeError('no');
    };
    IDBObjectStore.prototype.delete = () => {
      throw new DOMException('no', 'UnknownError');
    };
  });
  await item.getByRole('button', { name: 'Save as a file' }).click();
  await expect(item.getByRole('alert')).toContainText('Nothing has changed.');
  await page.getByText('Storage', { exact: true }).click();
  await page.getByRole('button', { name: 'Free space' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Free \d+ kB/ }).click();
  await expect(dialog.getByRole('alert')).toContainText('Nothing has changed.');
  await expect(page.getByText(/^Freed/)).toHaveCount(0);
});

for (const [scheme, width] of [['light', 320], ['dark', 1280]] as const) {
  test(`B50 R10 the list with everything unfolded passes axe and needs no sideways scrolling, ${scheme} at ${width} px`, async ({ server, newDevice }) => {
    const device = await newDevice({ viewport: { width, height: 800 } });
    const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
    const { page } = app;
    await page.emulateMedia({ colorScheme: scheme });
    await app.record();
    await app.waitForSaved(2_000);
    await page.getByRole('button', { name: 'Mark this moment' }).click();
    await app.stop();
    const library = libraryOn(page);
    await library.open();
    const mine = library.items.first();
    await expect(mine).toContainText('In the archive', { timeout: 15_000 });
    const ownerId = await page.evaluate(async () => (await indexedDB.databases()).find(({ name }) => name?.startsWith('holdfast-'))!.name!.slice('holdfast-'.length));
    await putRows(page, ownerId, 60, (n) => (n % 2 === 0 ? FAILED : { savedMs: 61_000 }));
    await page.reload();
    await library.open();
    await library.order.selectOption('Oldest first');
    await mine.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(mine.getByRole('slider', { name: 'Position' })).toBeVisible();
    await library.more(mine);
    await expect(mine.locator('[data-event]').first()).toBeVisible();
    await page.getByText('Storage', { exact: true }).click();
    await expect(page.getByRole('meter')).toBeVisible();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    // By keys alone: from the search to the first recording and into what unfolds in it.
    await library.search.focus();
    for (const name of ['Order', 'Back 15 seconds']) {
      await expect.poll(async () => {
        await page.keyboard.press('Tab');
        return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? (document.activeElement as HTMLSelectElement | null)?.labels?.[0]?.textContent ?? '');
      }).toBe(name);
    }
  });
}
