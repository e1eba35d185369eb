import { waitForArchive, storeKeys } from './harness/archive.ts';
import { expect, test } from './harness/fixtures.ts';
import { flagsAdmin, knownVersion, logged, lookAgain, rememberFlags } from './harness/flagsadmin.ts';
import { seed, signInContext } from './harness/seed.ts';
import type { Device } from './harness/device.ts';
import type { TestServer } from './harness/server.ts';
import type { Page } from '@playwright/test';
import { signIn } from './screens/app.ts';

// An admin turns the offline recorder off and on again, and every device follows without losing a second.

const recordButton = (page: Page) => page.getByRole('button', { name: 'Record', exact: true });
const legacy = (page: Page) => page.getByTestId('legacy');

/** A device with recordings that wait, whose owner is signed in. The page does not run the app yet. */
async function deviceWith(server: TestServer, device: Device, count: number): Promise<Page> {
  await signInContext(device.context(), server.url);
  const page = await device.open(`${server.url}/favicon.svg`);
  await seed(page, server.url, { count });
  return page;
}

test("R30 [FLD1] a newcomer's service shows the offline recorder", async ({ server, device }) => {
  const { page } = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await expect.poll(() => knownVersion(page), { timeout: 20_000 }).toBe(1);
  await expect(recordButton(page)).toHaveAttribute('aria-disabled', 'false');
  await device.setOffline(true);
  await page.reload();
  await expect(recordButton(page)).toHaveAttribute('aria-disabled', 'false');
  await expect(legacy(page)).toHaveCount(0);
});

test('R30 [FLD2] an idle page is on the legacy recorder within pollSeconds after a kill, and back after it is on again', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  const version = await admin.edit((document) => {
    document.settings = { pollSeconds: 5 };
  });
  const { page } = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await expect.poll(() => knownVersion(page), { timeout: 20_000 }).toBe(version);
  await admin.kill();
  await expect(legacy(page)).toBeVisible({ timeout: 7_000 });
  await expect(recordButton(page)).toHaveCount(0);
  await admin.on();
  await expect(recordButton(page)).toHaveAttribute('aria-disabled', 'false', { timeout: 7_000 });
  await expect(legacy(page)).toHaveCount(0);
});

test('R30 R31 [FLD3] a page that records goes on until it is stopped, then it is on the legacy recorder and keeps what it has', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await app.record();
  await app.waitForSaved(1_000);
  const version = await admin.kill();
  await lookAgain(page);
  await expect.poll(() => knownVersion(page), { timeout: 20_000 }).toBe(version);
  await app.waitForSaved((await app.savedMs()) + 2_000);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(legacy(page)).toBeVisible();
  await expect(page.getByText('1 recording is kept on this device')).toBeVisible();
  await expect(await app.items()).toHaveCount(1);
  expect(await storeKeys(server.dataDir, 'archive/')).toEqual([]);
  await admin.on();
  await page.reload();
  await waitForArchive(server.dataDir);
});

test('R30 [FLD1] an offline page keeps the answer that it has, and asks before it sends when the network is back', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await expect.poll(() => knownVersion(page), { timeout: 20_000 }).toBe(1);
  await device.setOffline(true);
  const version = await admin.kill();
  await page.reload();
  await expect(recordButton(page)).toHaveAttribute('aria-disabled', 'false');
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await device.setOffline(false);
  await expect(legacy(page)).toBeVisible();
  await expect(page.getByText('1 recording is kept on this device')).toBeVisible();
  expect(await knownVersion(page)).toBe(version);
  await expect.poll(async () => (await logged(page, 'flags_evaluated')).at(-1)).toMatchObject({ version, variant: 'off', reason: 'kill' });
  expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
  // It is the answer that is kept: a build that is on by itself does not bring the offline recorder back.
  await device.setOffline(true);
  await page.reload();
  await expect(legacy(page)).toBeVisible();
  await expect(recordButton(page)).toHaveCount(0);
});

test('R30 [FLD13] a kill that an answer of the server tells of stops the sending before the next request, however late the document comes', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  const page = await deviceWith(server, device, 1);
  await admin.kill();
  const told = page.context().waitForEvent('response', (response) => new URL(response.url()).pathname === '/api/uploads');
  // The document is longer on its way than sending waits for it.
  await page.context().route('**/flags.json', async (route) => {
    await told;
    await route.continue();
  });
  await page.goto(server.url);
  // A question for the flags is given up after 10 s, and only then does sending begin.
  await expect(legacy(page)).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('1 recording is kept on this device')).toBeVisible();
  expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
});

test('R31 R32 [FLD4] off with five recordings waiting keeps and lists them; on again and opened, five arrive without a tap', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  await admin.kill();
  const page = await deviceWith(server, device, 5);
  await page.goto(server.url);
  await expect(legacy(page)).toBeVisible();
  await expect(page.getByText('5 recordings are kept on this device')).toBeVisible();
  await page.getByRole('link', { name: /^Recordings/ }).or(page.getByRole('tab', { name: /^Recordings/ })).first().click();
  await expect(page.getByRole('list', { name: 'Recordings' }).getByRole('listitem')).toHaveCount(5);
  await expect(page.getByRole('button', { name: 'Send now' })).toHaveAttribute('aria-disabled', 'true');
  await lookAgain(page);
  await expect(page.getByText('5 recordings are kept on this device')).toBeVisible();
  expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
  await admin.on();
  await page.goto(server.url);
  expect(await waitForArchive(server.dataDir, { count: 5 })).toHaveLength(5);
});

test('R32 [FLD4] what waits is sent while the feature is off, when the flag says drain', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  await admin.edit(({ flags }) => {
    Object.assign(flags.enableOfflineRecording, { kill: true, whenOff: 'drain' });
  });
  const page = await deviceWith(server, device, 2);
  await page.goto(server.url);
  await expect(legacy(page)).toBeVisible();
  await waitForArchive(server.dataDir, { count: 2 });
  await expect(page.getByText(/recordings? (?:is|are) kept on this device/)).toHaveCount(0);
});

test('R31 R32 [FLD5] with the tab closed the worker sends nothing while it is off', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  const version = await admin.kill();
  const watcher = await device.context().newPage();
  await app.page.close();
  await device.setOffline(false);
  await watcher.goto(`${server.url}/favicon.svg`);
  // Nobody but the worker asks for the flags now.
  await expect.poll(() => knownVersion(watcher), { timeout: 30_000 }).toBe(version);
  expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
});

test('R31 R32 [FLD5] on again with the tab closed: a worker that a pending sync wakes asks for the flags, and sends', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  // What the device would have, had it heard of the kill before it lost the network.
  const killed = await admin.killed();
  await rememberFlags(app.page, killed);
  await admin.on();
  await app.page.close();
  await device.setOffline(false);
  await waitForArchive(server.dataDir, { timeoutMs: 60_000 });
});

test('R30 [FLD8] a broken, older or missing document never replaces the last good one and is reported once', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  const good = await admin.edit((document) => {
    document.settings = { retentionDays: 3 };
    // The build would show the same recorder, and has no notice.
    document.notice = { id: 'n1', text: { en: 'The last good one.', es: 'El último bueno.' }, level: 'info', untilMs: Date.now() + 3_600_000 };
  });
  const { page } = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await expect.poll(() => knownVersion(page), { timeout: 20_000 }).toBe(good);
  const kill = { kill: true, default: false };
  const document = (version: number) => JSON.stringify({ version, updatedAt: new Date().toISOString(), flags: { enableOfflineRecording: kill } });
  const answers = {
    syntax: { status: 200, contentType: 'application/json', body: document(99).slice(0, -1) },
    older: { status: 200, contentType: 'application/json', body: document(good - 1) },
    'no flags': { status: 200, contentType: 'application/json', body: '{"version": 99}' },
    failing: { status: 500, body: 'trouble' },
    missing: { status: 404, body: 'nothing' },
    portal: { status: 200, contentType: 'text/html', body: '<html><body>Sign in to the hotel</body></html>' },
  };
  for (const [name, answer] of Object.entries(answers)) {
    await test.step(name, async () => {
      // A good answer before, so that the fault is a new one.
      await Promise.all([page.waitForResponse('**/flags.json'), lookAgain(page)]);
      const before = (await logged(page, 'flags_rejected')).length;
      let asked = 0;
      await device.context().route('**/flags.json', async (route) => {
        asked += 1;
        await route.fulfill(answer);
      });
      await expect
        .poll(async () => {
          await lookAgain(page);
          return asked;
        })
        .toBeGreaterThanOrEqual(3);
      await expect.poll(async () => (await logged(page, 'flags_rejected')).length).toBe(before + 1);
      await device.context().unroute('**/flags.json');
      expect(await knownVersion(page)).toBe(good);
      await expect(page.getByText('The last good one.')).toBeVisible();
      await expect(recordButton(page)).toHaveAttribute('aria-disabled', 'false');
    });
  }
});

test('R30 [FLD7] three starts that fail in a row leave the device on the legacy recorder, and it can be tried again', async ({ server, newDevice }) => {
  const broken = () => {
    const works = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...args) {
      if (localStorage.getItem('broken') !== null) throw new DOMException('broken', 'UnknownError');
      return works.apply(this, args);
    };
  };
  const device = await newDevice({ seconds: 20, scripts: [broken] });
  const { page } = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await page.evaluate(() => localStorage.setItem('broken', 'yes'));
  for (let start = 1; start <= 3; start++) {
    await page.reload();
    await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
  }
  await page.reload();
  await expect(page.getByText('The offline recorder did not start')).toBeVisible();
  await page.getByRole('button', { name: 'Record online' }).click();
  await expect(page.getByText('Recording, only in this page')).toBeVisible();
  await expect(page.getByRole('timer')).toContainText('0:02');
  await page.getByRole('button', { name: 'Stop and send' }).click();
  await expect(page.getByTestId('legacy-sent')).toBeVisible();
  await waitForArchive(server.dataDir);
  await page.evaluate(() => localStorage.removeItem('broken'));
  await page.reload();
  await expect(page.getByText('The offline recorder did not start')).toBeVisible();
  await page.getByRole('button', { name: 'Try the offline recorder again' }).click();
  await expect(recordButton(page)).toHaveAttribute('aria-disabled', 'false');
  expect((await logged(page, 'crash_loop')).length).toBeGreaterThanOrEqual(1);
});

test('R30 [FLD9] a notice is shown in the language of the page until it is closed', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  await admin.edit((document) => {
    document.notice = { id: 'n1', text: { en: 'Sending pauses tonight.', es: 'Esta noche no se envía.' }, level: 'warning', untilMs: Date.now() + 3_600_000 };
  });
  const { page } = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await expect(page.getByText('Sending pauses tonight.')).toBeVisible();
  await page.getByTestId('notice').getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('Sending pauses tonight.')).toHaveCount(0);
  await page.reload();
  await expect(recordButton(page)).toBeVisible();
  await expect(page.getByText('Sending pauses tonight.')).toHaveCount(0);
});

test('R30 [FLD10] a clean-up that support asks for takes archived audio, once, and nothing that the archive has not confirmed', async ({ server, device }) => {
  const admin = await flagsAdmin(server.url);
  await signInContext(device.context(), server.url);
  const page = await device.open(`${server.url}/favicon.svg`);
  const archived = { state: 'archived' as const, archived: { sha256: 'ab'.repeat(32), seconds: 3, archivedAtMs: Date.now() }, receivedAtMs: Date.now() };
  await seed(page, server.url, { count: 2, row: (n) => (n === 0 ? archived : { state: 'failed', failure: { code: 'no_sound', detail: '' } }) });
  await admin.edit(() => undefined, { email: 'doctor@example.org', what: 'archived' });
  await page.goto(server.url);
  await expect.poll(() => logged(page, 'cleanup_done'), { timeout: 20_000 }).toMatchObject([{ purged: 1 }]);
  await page.reload();
  await expect(recordButton(page)).toBeVisible();
  await expect.poll(() => knownVersion(page), { timeout: 20_000 }).toBe(2);
  expect(await logged(page, 'cleanup_done')).toHaveLength(1);
  expect((await logged(page, 'recording_purged')).map(({ reason }) => reason)).toEqual(['asked']);
});
