import type { Page } from '@playwright/test';
import { waitForArchive } from './harness/archive.ts';
import type { Device } from './harness/device.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import { quotaOf } from './harness/quota.ts';
import { seed, signInContext, type Seeded, type SeedOptions } from './harness/seed.ts';
import type { TestServer } from './harness/server.ts';
import { appOn, type AppScreen } from './screens/app.ts';
import type { StorageStats } from '../src/core/storage/storagestats.ts';
import type { LogLine } from '../src/wire/logline.ts';

// What may leave the phone and when, and a disk that is really full: the browser refuses, nothing is made up.

const DAY_MS = 86_400_000;
const archivedAt = (archivedAtMs: number) => ({ state: 'archived' as const, archived: { sha256: 'ab'.repeat(32), seconds: 3, archivedAtMs }, receivedAtMs: archivedAtMs });

/** A device with recordings on it whose owner is signed in. The page does not run the app yet. */
async function deviceWith(server: TestServer, device: Device, options: SeedOptions): Promise<{ page: Page; seeded: Seeded[] }> {
  await signInContext(device.context(), server.url);
  const page = await device.open(`${server.url}/favicon.svg`);
  return { page, seeded: await seed(page, server.url, options) };
}

async function start(page: Page, server: TestServer): Promise<AppScreen> {
  await page.goto(server.url);
  return appOn(page);
}

/** How many segments of each recording lie in the database. */
async function segmentsHere(page: Page, seeded: readonly Seeded[]): Promise<number[]> {
  return page.evaluate(
    async ({ name, ids }) => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      const data = db.transaction('segmentData').objectStore('segmentData');
      const counts = ids.map(
        (id) =>
          new Promise<number>((resolve) => {
            const request = data.count(IDBKeyRange.bound([id], [id, []]));
            request.onsuccess = () => resolve(request.result);
          }),
      );
      const all = await Promise.all(counts);
      db.close();
      return all;
    },
    { name: `holdfast-${seeded[0]!.ownerId}`, ids: seeded.map(({ id }) => id) },
  );
}

/** Puts further segments into a recording, as an hour has them, in one transaction. */
async function fatten(page: Page, { id, ownerId }: Seeded, megabytes: number): Promise<void> {
  await page.evaluate(
    async ({ name, recordingId, count }) => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      const transaction = db.transaction(['segmentData', 'recordings'], 'readwrite');
      for (let n = 0; n < count; n++) {
        const data = crypto.getRandomValues(new Uint8Array(65_536));
        const more = Array.from({ length: 4 }, () => data);
        transaction.objectStore('segmentData').put({ recordingId, seq: 100 + n, data: new Uint8Array(more.flatMap((one) => [...one])).buffer });
      }
      const read = transaction.objectStore('recordings').get(recordingId);
      read.onsuccess = () => {
        const row = read.result as { segmentBytes: number };
        transaction.objectStore('recordings').put({ ...row, segmentBytes: row.segmentBytes + count * 262_144 });
      };
      await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
      db.close();
    },
    { name: `holdfast-${ownerId}`, recordingId: id, count: megabytes * 4 },
  );
}

test('R13 [RET2] after seven days archived audio leaves the phone, and what the archive has not confirmed stays', async ({ server, device }) => {
  const rows = [archivedAt(Date.now() - 8 * DAY_MS), archivedAt(Date.now() - 6 * DAY_MS), { state: 'failed' as const, failure: { code: 'no_sound' as const, detail: '' } }];
  const { page, seeded } = await deviceWith(server, device, { count: 3, row: (n) => ({ ...rows[n]!, startedAtMs: Date.now() - 30 * DAY_MS }) });
  const before = await segmentsHere(page, seeded);
  const app = await start(page, server);
  await expect.poll(() => segmentsHere(page, seeded), { timeout: 20_000 }).toEqual([0, before[1], before[2]]);
  await expect(await app.items()).toHaveCount(3);
});

test('R12 R43 [STT1] the console tells how the storage stands and what went wrong last', async ({ server, device }) => {
  const { page, seeded } = await deviceWith(server, device, { count: 2, row: (n) => (n === 0 ? archivedAt(Date.now() - 8 * DAY_MS) : archivedAt(Date.now())) });
  await start(page, server);
  await expect.poll(async () => (await segmentsHere(page, seeded))[0], { timeout: 20_000 }).toBe(0);
  const stats = await page.evaluate(() => (globalThis as unknown as { recordingStorageService: { getStorageStats(): Promise<StorageStats> } }).recordingStorageService.getStorageStats());
  const bytes = seeded[1]!.segments.reduce((sum, { bytes: of }) => sum + of, 0);
  expect(stats).toMatchObject({ byState: { archived: { count: 2, bytes } }, total: { count: 2, bytes }, purged: 1, damaged: 0 });
  expect(stats.freeBytes).toBe(stats.quotaBytes! - stats.usageBytes!);
  expect(stats.minutesLeft).toBeGreaterThan(0);
  const errors = (limit?: number) =>
    page.evaluate((most) => (globalThis as unknown as { errorLoggingService: { getRecentErrors(limit?: number): Promise<LogLine[]> } }).errorLoggingService.getRecentErrors(most), limit);
  expect(await errors()).toEqual([]);
  await device.setOffline(true);
  await page.evaluate(() => {
    MediaRecorder.prototype.start = () => {
      throw new DOMException('no', 'NotSupportedError');
    };
  });
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect.poll(async () => (await errors(1)).map(({ event }) => event), { timeout: 10_000 }).toEqual(['recording_failed']);
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect.poll(async () => (await errors()).filter(({ event }) => event === 'recording_failed').length, { timeout: 10_000 }).toBe(2);
  expect(await errors(1)).toHaveLength(1);
});

/** Waits until the app has put its reserve aside. */
async function waitForReserve(page: Page): Promise<void> {
  const taken = () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const request = indexedDB.open('holdfast');
          request.onsuccess = () => {
            const read = request.result.transaction('settings').objectStore('settings').count('reserve');
            read.onsuccess = () => {
              request.result.close();
              resolve(read.result);
            };
          };
        }),
    );
  await expect.poll(taken, { timeout: 20_000 }).toBe(1);
}

// Chromium looks at the quota anew every half minute, and the writer tries for a quarter of one.
const FULL_WITHIN_MS = 60_000;

test('R14 [RET5] the quota is reached during a recording: archived audio makes room, and it goes on without a gap', async ({ server, newDevice, page: player }) => {
  const device = await newDevice({ seconds: 100 });
  const { page, seeded } = await deviceWith(server, device, { count: 1, row: () => archivedAt(Date.now()) });
  await fatten(page, seeded[0]!, 4);
  const app = await start(page, server);
  await waitForReserve(page);
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(2_000);
  const quota = await quotaOf(page);
  const archivedSegments = async () => {
    const [left] = await segmentsHere(page, seeded);
    if (left) await quota.tighten(40_000);
    return left;
  };
  await expect.poll(archivedSegments, { timeout: FULL_WITHIN_MS }).toBe(0);
  await app.waitForSaved((await app.savedMs()) + 5_000);
  const savedMs = await app.stop();
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir);
  expect(archived!.record.partial).toBe(false);
  const heard = await listen(player, archived!);
  expect(Math.abs(heard.durationS - savedMs / 1000)).toBeLessThanOrEqual(0.3);
});

test('R14 [RET9] the quota is reached with nothing to free: the recording stops, and all that was saved is sent from a device that is still full', async ({ server, newDevice, page: player }) => {
  const device = await newDevice({ seconds: 100 });
  const { page, seeded } = await deviceWith(server, device, { count: 1, row: () => ({ state: 'failed', failure: { code: 'no_sound', detail: '' } }) });
  await fatten(page, seeded[0]!, 4);
  const app = await start(page, server);
  await waitForReserve(page);
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(2_000);
  const before = await segmentsHere(page, seeded);
  const quota = await quotaOf(page);
  const isFull = async () => {
    await quota.tighten(40_000);
    return page.getByText('This device is full').isVisible();
  };
  await expect.poll(isFull, { timeout: FULL_WITHIN_MS }).toBe(true);
  const savedMs = Number(await page.getByTestId('stopped-summary').getAttribute('data-saved-ms'));
  expect(savedMs).toBeGreaterThanOrEqual(2_000);
  expect(await segmentsHere(page, seeded)).toEqual(before);
  await device.setOffline(false);
  const [archived] = await waitForArchive(server.dataDir, { timeoutMs: 60_000 });
  expect((await listen(player, archived!)).durationS).toBeGreaterThanOrEqual(savedMs / 1000 - 0.05);
});
