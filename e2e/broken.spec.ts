import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { decodeTar } from '../src/core/export/tar.ts';
import { waitForArchive } from './harness/archive.ts';
import { listen, test as withDevices } from './harness/fixtures.ts';
import { expect, test } from './harness/matrix.ts';
import { appOn, signIn } from './screens/app.ts';

// Data that is broken on the device, a disk that is full, a database that goes away.

/** Changes one row of the owner's database behind the app's back; null removes it. */
async function tamper(page: Page, ownerId: string, table: string, key: (string | number)[] | string, change: Record<string, unknown> | null): Promise<void> {
  await page.evaluate(
    async ({ name, store, at, fields }) => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      const transaction = db.transaction(store, 'readwrite');
      const rows = transaction.objectStore(store);
      if (fields === null) rows.delete(at);
      else {
        const read = rows.get(at);
        read.onsuccess = () => {
          const row = read.result as Record<string, unknown>;
          for (const [field, value] of Object.entries(fields)) {
            // A flipped bit and a cut end are made here: bytes do not cross over.
            const bytes = row[field] as ArrayBuffer;
            if (value === 'flip') new Uint8Array(bytes)[bytes.byteLength - 1]! ^= 1;
            row[field] = value === 'flip' ? bytes : value === 'cut' ? bytes.slice(0, bytes.byteLength / 2) : value;
          }
          rows.put(row);
        };
      }
      await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
      db.close();
    },
    { name: `holdfast-${ownerId}`, store: table, at: key, fields: change },
  );
}

const DAMAGES: [string, string, (id: string) => (string | number)[] | string, Record<string, unknown> | null][] = [
  ['a description that cannot be read', 'recordings', (id) => id, { savedMs: 'many' }],
  ['a segment whose description is missing', 'segments', (id) => [id, 1], null],
  ['a segment whose description cannot be read', 'segments', (id) => [id, 1], { bytes: null }],
  ['a segment whose bytes are missing', 'segmentData', (id) => [id, 1], null],
  ['a segment with a flipped bit', 'segmentData', (id) => [id, 1], { data: 'flip' }],
  ['a segment that is cut off', 'segmentData', (id) => [id, 1], { data: 'cut' }],
  ['a manifest that is missing', 'manifests', (id) => id, null],
  ['a manifest with a flipped bit', 'manifests', (id) => id, { bytes: 'flip' }],
];

for (const [name, table, key, change] of DAMAGES) {
  test(`R21 [STR6] ${name} parks that recording with a way to save it, and its neighbours go out`, async ({ app, open, item, archivedOnce, way }) => {
    way.script((call) => (call === 'presign' ? { kind: 'cutBefore' } : undefined));
    const [before, broken, after] = await open({ count: 3 });
    await app.goto(`${way.url}/favicon.svg`);
    await tamper(app, broken!.ownerId, table, key(broken!.id), change);
    way.script(() => undefined);
    await app.goto(`${way.url}/recordings`);
    await archivedOnce(before!);
    await archivedOnce(after!);
    await expect(item(broken!)).toContainText('Failed: damaged on this device');
    const download = app.waitForEvent('download');
    await item(broken!).getByRole('button', { name: 'Save as a file' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe(`holdfast-${broken!.id}.tar`);
    const names = decodeTar(new Uint8Array(await readFile(await saved.path()))).map((file) => file.name);
    expect(names[0]).toBe('rows.json');
    expect(names.filter((one) => one.endsWith('.hfs')).length).toBeGreaterThanOrEqual(broken!.segments.length - 1);
  });
}

test('R21 [OUT8] what the archive cannot open shows as failed, keeps its audio, and can be saved', async ({ app, open, item }) => {
  const [recording] = await open({ kid: 'of-somebody-else' });
  await expect(item(recording!)).toContainText('Failed: the archive could not open it', { timeout: 15_000 });
  await expect(item(recording!)).toContainText('It stays on this device. Please tell support: archive_problem');
  const download = app.waitForEvent('download');
  await item(recording!).getByRole('button', { name: 'Save as a file' }).click();
  const files = decodeTar(new Uint8Array(await readFile(await (await download).path())));
  expect(files.filter(({ name }) => name.endsWith('.hfs')).map(({ bytes }) => bytes)).toEqual(recording!.segments.map(({ data }) => data));
});

/** What is refused: nothing, all audio, or only what segments and manifests need beside the chunks. */
type Full = 'no' | 'all' | 'copies';

interface Disk {
  full: Full;
  refused: number;
}

/** A disk that can be made full: audio is refused as Chromium refuses it. */
function fillable(): void {
  const disk: Disk = { full: 'no', refused: 0 };
  (globalThis as unknown as { disk: Disk }).disk = disk;
  for (const method of ['add', 'put'] as const) {
    const real = IDBObjectStore.prototype[method];
    IDBObjectStore.prototype[method] = function (value: unknown, key?: IDBValidKey) {
      const tables = { no: [], all: ['chunks', 'segmentData', 'manifests'], copies: ['segmentData', 'manifests'] }[disk.full] as string[];
      if (tables.includes(this.name)) {
        disk.refused += 1;
        throw new DOMException('no room', 'QuotaExceededError');
      }
      return real.call(this, value, key);
    };
  }
}
const fill = (page: Page, full: Full) => page.evaluate((to) => ((globalThis as unknown as { disk: Disk }).disk.full = to), full);
const refused = (page: Page) => page.evaluate(() => (globalThis as unknown as { disk: Disk }).disk.refused);

withDevices('R21 [CAP8] the disk fills up in the middle of a recording: it ends, says so, and what was saved arrives', async ({ server, newDevice, page }) => {
  const device = await newDevice({ seconds: 40, scripts: [fillable] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(2_000);
  await fill(app.page, 'all');
  await expect(app.page.getByText('This device is full')).toBeVisible({ timeout: 40_000 });
  const savedMs = Number(await app.page.getByTestId('stopped-summary').getAttribute('data-saved-ms'));
  expect(savedMs).toBeGreaterThanOrEqual(2_000);
  await fill(app.page, 'no');
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.partial).toBe(true);
  expect((await listen(page, archived!)).durationS).toBeGreaterThanOrEqual(savedMs / 1000 - 0.05);
});

withDevices('R21 [CAP3] the disk is full for a moment in the middle of a recording: nothing is missing', async ({ server, newDevice, page }) => {
  const device = await newDevice({ seconds: 20, scripts: [fillable] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(2_000);
  await fill(app.page, 'all');
  await expect.poll(() => refused(app.page)).toBeGreaterThan(2);
  await fill(app.page, 'no');
  await app.waitForSaved(7_000);
  const savedMs = await app.stop();
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.partial).toBe(false);
  expect(Math.abs((await listen(page, archived!)).durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

withDevices('R21 [CUT1] the disk is full when a segment is cut and when the recording is sealed off: it waits, then goes out', async ({ server, newDevice, page }) => {
  const device = await newDevice({ seconds: 20, scripts: [fillable] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(3_000);
  await fill(app.page, 'copies');
  await app.pause();
  const savedMs = await app.savedMs();
  await expect.poll(() => refused(app.page)).toBeGreaterThan(0);
  await app.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await device.setOffline(false);
  await expect((await app.items()).first()).toContainText('Free some space on this device to send');
  await fill(app.page, 'no');
  const [archived] = await waitForArchive(server.dataDir);
  expect(Math.abs((await listen(page, archived!)).durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

/** Notes the connections, so that they can be lost as iOS loses them. */
function losable(): void {
  const connections: IDBDatabase[] = [];
  const transaction = IDBDatabase.prototype.transaction;
  let failing = 0;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    if (failing > 0 && this.name.startsWith('holdfast-')) {
      failing -= 1;
      throw new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError');
    }
    if (!connections.includes(this)) connections.push(this);
    return transaction.call(this, names, mode, options);
  };
  Object.assign(globalThis, {
    loseConnections: () => {
      for (const connection of connections.splice(0)) connection.close();
    },
    failTransactions: (times: number) => (failing = times),
  });
}

withDevices('R21 [CAP3] the connection to the database is lost five times: it is opened anew and nothing is missing', async ({ server, newDevice, page }) => {
  const device = await newDevice({ seconds: 20, scripts: [losable] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  for (let loss = 1; loss <= 5; loss++) {
    await app.waitForSaved(loss * 1_200);
    await app.page.evaluate((odd) => {
      const { loseConnections, failTransactions } = globalThis as unknown as { loseConnections(): void; failTransactions(times: number): void };
      if (odd) failTransactions(2);
      else loseConnections();
    }, loss % 2 === 1);
  }
  await app.waitForSaved(8_000);
  const savedMs = await app.stop();
  await expect(await app.items()).toHaveCount(1);
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.partial).toBe(false);
  expect(Math.abs((await listen(page, archived!)).durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

withDevices('R21 [CAP7] the databases are deleted under a recording: what is heard from then on is kept as a new one', async ({ server, device, page }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(3_000);
  await app.page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise<void>((resolve) => {
        const request = indexedDB.deleteDatabase(name!);
        request.onsuccess = () => resolve();
      });
    }
  });
  await expect.poll(() => app.savedMs()).toBeLessThan(3_000);
  await app.waitForSaved(4_000);
  const savedMs = await app.stop();
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir);
  const heard = await listen(page, archived!);
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
  await appOn(app.page);
});
