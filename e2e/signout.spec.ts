import { readableIn } from './asvs/browserstorage.ts';
import { storeKeys, waitForArchive } from './harness/archive.ts';
import { expect, test } from './harness/fixtures.ts';
import { endAll, liveKinds, ownerOf, rowsOf, storedRecordings } from './harness/identity.ts';
import { askToSignOut, expectNobody, openAccount } from './screens/account.ts';
import { signIn, type AppScreen } from './screens/app.ts';

// The way out, with audio that has not been sent, and what the server has ended.

const DOCTOR = 'doctor@example.org';
const NURSE = 'nurse@example.org';

async function recordOne(app: AppScreen, ms = 1_200): Promise<void> {
  await app.record();
  await app.waitForSaved(ms);
  await app.stop();
}

test('R20 [ACC3] [ACC5] [ACC14] A signs out with two unsent, B records and sends, A returns: three recordings, right owners', async ({ server, device }) => {
  const a = await signIn(await device.open(server.url), server.url, DOCTOR);
  const doctor = (await ownerOf(a.page))!;
  await device.setOffline(true);
  await recordOne(a);
  await recordOne(a);
  const dialog = await askToSignOut(a.page, DOCTOR);
  await expect(dialog).toContainText('2 recordings with 1 minute of sound are only on this device.');
  expect(JSON.stringify(await readableIn(a.page))).toContain(DOCTOR);
  await dialog.getByRole('button', { name: 'Keep sealed until I am back' }).click();
  await expectNobody(a.page);
  await device.setOffline(false);
  // The server's half is made up for as soon as it is there.
  await expect.poll(() => liveKinds(server.dataDir)).toEqual([]);
  await a.page.goto(`${server.url}/recordings`);
  await expectNobody(a.page);
  expect(JSON.stringify(await readableIn(a.page))).not.toContain(DOCTOR);
  expect(await rowsOf(a.page, doctor)).toMatchObject({ recordings: 2, deviceKeys: 0, deviceWraps: 0 });

  const b = await signIn(a.page, server.url, NURSE);
  const nurse = (await ownerOf(b.page))!;
  await expect(await b.items()).toHaveCount(0);
  await expect(b.page.getByTestId('network')).toHaveText('Online');
  await b.page.getByRole('link', { name: 'Record', exact: true }).click();
  await device.setOffline(true);
  await recordOne(b);
  await b.page.close();
  // The worker sends for everybody whom the server lets it send for.
  await device.setOffline(false);
  expect((await waitForArchive(server.dataDir)).map(({ ownerId }) => ownerId)).toEqual([nurse]);

  const page = await device.open(`${server.url}/recordings`);
  await expect(page.getByText(NURSE)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Recordings' }).getByRole('listitem')).toHaveCount(1);
  expect(await page.content()).not.toContain(DOCTOR);
  // They wait quietly: tried under the wrong person, and neither parked nor failed.
  await expect.poll(async () => (await storedRecordings(page, doctor)).map(({ retry }) => retry?.code ?? null)).toContain('owner_mismatch');
  for (const { state } of await storedRecordings(page, doctor)) expect(state).toBe('waiting');

  const back = await signIn(page, server.url, DOCTOR);
  await expect(await back.items()).toHaveCount(2);
  const archived = await waitForArchive(server.dataDir, { count: 3 });
  expect(archived.map(({ ownerId }) => ownerId).sort()).toEqual([doctor, doctor, nurse].sort());
  await expect(back.page.getByText('Sent', { exact: true })).toHaveCount(2);
});

test('R20 [ACC6] deleting asks for the word, deletes what only this device has of this person, and nothing of anybody else', async ({ server, device }) => {
  const b = await signIn(await device.open(server.url), server.url, NURSE);
  const nurse = (await ownerOf(b.page))!;
  await device.setOffline(true);
  await recordOne(b);
  await (await askToSignOut(b.page, NURSE)).getByRole('button', { name: 'Keep sealed until I am back' }).click();
  await expectNobody(b.page);
  await device.setOffline(false);
  await expect.poll(() => liveKinds(server.dataDir)).toEqual([]);

  const a = await signIn(b.page, server.url, DOCTOR);
  const doctor = (await ownerOf(a.page))!;
  await recordOne(a);
  await waitForArchive(server.dataDir);
  await expect((await a.items()).first()).toContainText('In the archive');
  await a.page.getByRole('link', { name: 'Record', exact: true }).click();
  await device.setOffline(true);
  await recordOne(a);
  await recordOne(a);
  const dialog = await askToSignOut(a.page, DOCTOR);
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(dialog).toHaveAccessibleName('Delete 2 recordings?');
  await expect(dialog).toContainText('1 minute of sound in 2 recordings: lost for good.');
  const field = dialog.getByLabel('Type “delete” to confirm');
  await expect(field).toBeFocused();
  const sure = dialog.getByRole('button', { name: 'Delete and sign out' });
  await field.fill('delet');
  await expect(sure).toHaveAttribute('aria-disabled', 'true');
  await sure.click({ force: true });
  await field.press('Enter');
  await expect(dialog).toBeVisible();
  expect(await rowsOf(a.page, doctor)).toMatchObject({ recordings: 3 });
  await field.fill('Delete');
  await field.press('Enter');
  await expectNobody(a.page);
  // The one that is in the archive stays, with all of it.
  const left = await storedRecordings(a.page, doctor);
  expect(left.map(({ state }) => state)).toEqual(['archived']);
  expect(await rowsOf(a.page, doctor)).toMatchObject({ recordings: 1, manifests: 1, takes: 1, chunks: 0, segments: left[0]!.segmentCount, segmentData: left[0]!.segmentCount });
  expect(await rowsOf(a.page, nurse)).toMatchObject({ recordings: 1, takes: 1 });

  await device.setOffline(false);
  const again = await signIn(a.page, server.url, NURSE);
  await expect((await again.items()).first()).toContainText('Sent', { timeout: 15_000 });
  expect((await waitForArchive(server.dataDir, { count: 2 })).map(({ ownerId }) => ownerId).sort()).toEqual([doctor, nurse].sort());
});

test('R20 [ACC7] [ACC10] "Send now" is off without a network, and with one sends everything and signs out then', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  await device.setOffline(true);
  await recordOne(app);
  const dialog = await askToSignOut(app.page, DOCTOR);
  const send = dialog.getByRole('button', { name: 'Send now' });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await expect(send).toHaveAccessibleDescription('There is no network now.');
  // The server is there again, but takes nothing for a moment.
  let open = false;
  await device.context().route(/\/api\/uploads$/, (route) => (open || route.request().method() !== 'POST' ? route.continue() : route.fulfill({ status: 503 })));
  await device.setOffline(false);
  await expect(send).toHaveAttribute('aria-disabled', 'false', { timeout: 15_000 });
  await send.click();
  await expect(dialog).toHaveAccessibleName('Sending before you go');
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await ownerOf(app.page)).not.toBeNull();
  // Only after the tap: the app sends by itself too, and then there is nothing left to tap.
  await (await askToSignOut(app.page, DOCTOR)).getByRole('button', { name: 'Send now' }).click();
  await expect(dialog).toHaveAccessibleName('Sending before you go');
  open = true;
  await expectNobody(app.page, 60_000);
  expect(await waitForArchive(server.dataDir)).toHaveLength(1);
  await expect.poll(() => liveKinds(server.dataDir)).toEqual([]);
});

test('R20 [ACC8] [ACC11] the question keeps the focus, closes with Escape and gives the focus back; during a recording it is not asked', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const button = await openAccount(app.page, DOCTOR);
  await button.focus();
  await app.page.keyboard.press('Enter');
  const dialog = app.page.getByRole('dialog');
  await expect(dialog).toHaveAccessibleName('Sign out?');
  await expect(dialog).toContainText('Nothing here waits to be sent.');
  await expect(dialog.getByRole('heading')).toBeFocused();
  const inside = () => app.page.evaluate(() => document.activeElement === document.body || document.querySelector('dialog')!.contains(document.activeElement));
  for (let i = 0; i < 6; i += 1) {
    await app.page.keyboard.press('Tab');
    expect(await inside()).toBe(true);
  }
  await app.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();

  await app.page.getByRole('link', { name: 'Record', exact: true }).click();
  await app.record();
  const off = await openAccount(app.page, DOCTOR);
  await expect(off).toHaveAttribute('aria-disabled', 'true');
  await expect(off).toHaveAccessibleDescription('First stop the recording.');
  await off.click({ force: true });
  await expect(dialog).toHaveCount(0);
  await app.page.getByRole('link', { name: 'Record', exact: true }).click();
  await app.stop();
});

test('R20 [ACC2] signed out without a network, the tab closed: the worker tells the server first and sends nothing for who has left', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  await device.setOffline(true);
  await recordOne(app);
  await (await askToSignOut(app.page, DOCTOR)).getByRole('button', { name: 'Keep sealed until I am back' }).click();
  await expectNobody(app.page);
  expect(await liveKinds(server.dataDir)).toEqual(['grant', 'session']);
  await app.page.close();
  await device.setOffline(false);
  await expect.poll(() => liveKinds(server.dataDir), { timeout: 15_000 }).toEqual([]);
  expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
  const back = await signIn(await device.open(server.url), server.url, DOCTOR);
  expect(await waitForArchive(server.dataDir)).toHaveLength(1);
  expect(await liveKinds(server.dataDir)).toEqual(['grant', 'session']);
  await expect(await back.items()).toHaveCount(1);
});

test('R20 [ACC1] the session over, the upload grant alive, the tab closed: everything is sent; opened again, it says so quietly', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  await device.setOffline(true);
  await recordOne(app);
  await endAll(server.dataDir, 'session');
  await app.page.close();
  await device.setOffline(false);
  expect(await waitForArchive(server.dataDir)).toHaveLength(1);
  const page = await device.open(`${server.url}/recordings`);
  expect(await ownerOf(page)).toBeNull();
  await openAccount(page, DOCTOR);
  await expect(page.getByText('Your sign-in has ended. What you record is still sent')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('Sign in to send')).toHaveCount(0);
});

test('R20 [ACC1] session and grant over: it waits, says so, never stops a recording, and a sign-in sends it', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  await app.record();
  await app.waitForSaved(1_000);
  await endAll(server.dataDir, 'session');
  await endAll(server.dataDir, 'grant');
  // Long enough for the refusal of a segment.
  await app.waitForSaved(17_000);
  await expect(app.page.getByTestId('state')).toHaveText('Recording');
  await expect(app.page.getByText('Sign in when this recording is finished.')).toBeVisible();
  await app.stop();
  await expect(app.page.getByText('Sign in to send 1 recording')).toBeVisible();
  await expect((await app.items()).first()).toContainText('Sign in to send');
  expect(await storeKeys(server.dataDir, 'archive/')).toEqual([]);
  await app.page.getByRole('link', { name: 'Sign in' }).click();
  await app.page.getByRole('button', { name: DOCTOR }).click();
  expect(await waitForArchive(server.dataDir)).toHaveLength(1);
  await expect(app.page).toHaveURL(`${server.url}/recordings`);
});

test('R21 R23 "Send now" is off without a network, says why, and sends with one', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_500);
  await app.stop();
  await app.items();
  const sendNow = app.page.getByRole('button', { name: 'Send now' });
  await expect(sendNow).toHaveAttribute('aria-disabled', 'true');
  await expect(sendNow).toHaveAccessibleDescription(/There is no network now/);
  await expect(app.page.getByTestId('network')).toContainText('Offline · 1 waiting');
  // Held back so long that only the button can be the one that sends.
  let answers = 0;
  await device.context().route(/\/api\/uploads$/, (route) =>
    route.request().method() === 'POST' && ++answers === 1 ? route.fulfill({ status: 429, headers: { 'retry-after': '300' } }) : route.continue(),
  );
  await device.setOffline(false);
  await expect((await app.items()).first()).toContainText('too busy');
  await sendNow.click();
  expect(await waitForArchive(server.dataDir)).toHaveLength(1);
});
