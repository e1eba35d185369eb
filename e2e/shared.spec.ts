import type { Page } from '@playwright/test';
import { waitForArchive } from './harness/archive.ts';
import { expect, test } from './harness/fixtures.ts';
import { ownerOf } from './harness/identity.ts';
import { appOn, signIn, type DemoUser } from './screens/app.ts';

// A device that several people use: what is seen when nobody was there, or when somebody else has come.

const DOCTOR = 'doctor@example.org';
const NURSE = 'nurse@example.org';

/** Notes whether anything private was ever in the document, however shortly. */
function watchForPrivate(): void {
  const seen: string[] = [];
  (globalThis as unknown as { seenPrivate: string[] }).seenPrivate = seen;
  const look = (): void => {
    const text = document.documentElement.innerHTML;
    for (const sign of ['doctor@example.org', 'data-recording-id', 'waiting', 'Recordings']) if (text.includes(sign)) seen.push(sign);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}

const seenPrivate = (page: Page) => page.evaluate(() => [...new Set((globalThis as unknown as { seenPrivate: string[] }).seenPrivate)]);

/** What a locked page must not have. */
async function expectLocked(page: Page): Promise<void> {
  await expect(page.getByText('Locked', { exact: true })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Recordings' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: /^Recordings/ })).toHaveCount(0);
  expect(await page.content()).not.toContain('example.org');
  await expect(page.getByTestId('network')).toHaveText(/^(Online|Offline)$/);
}

/** A page whose clock can be put forward, with `user` signed in and one recording that waits. */
async function idlePage(page: Page, url: string, user: DemoUser) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.clock.install();
  return signIn(page, url, user);
}

test('[LCK1] [LCK2] [LCK3] [LCK9] ten minutes without a touch lock the page, also after a reload, until the same person signs in again', async ({ server, device }) => {
  const app = await idlePage(await device.context().newPage(), server.url, DOCTOR);
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_500);
  await app.stop();
  const items = await app.items();
  await expect(items).toHaveCount(1);
  await app.page.clock.fastForward('09:30');
  await expect(items).toHaveCount(1);
  await app.page.mouse.move(50, 50);
  await app.page.clock.fastForward('09:30');
  await expect(items).toHaveCount(1);
  await app.page.clock.fastForward('00:45');
  await expectLocked(app.page);
  await expect(app.page.getByText('Recording works. Connect to unlock.')).toBeVisible();
  await app.page.mouse.move(60, 60);
  await app.page.reload();
  await expectLocked(app.page);
  // Recording never asks for a login.
  await app.record();
  await app.waitForSaved(1_500);
  await app.stop();
  await expectLocked(app.page);

  await device.setOffline(false);
  await waitForArchive(server.dataDir, { count: 2 });
  // The session is alive, and that alone opens nothing.
  expect(await ownerOf(app.page)).not.toBeNull();
  await app.page.reload();
  await expectLocked(app.page);
  await app.page.getByRole('link', { name: 'Sign in' }).click();
  await app.page.getByRole('button', { name: DOCTOR }).click();
  await expect(app.page).toHaveURL(`${server.url}/recordings`);
  await expect(await app.items()).toHaveCount(2);
  await expect(app.page.getByText('Locked', { exact: true })).toHaveCount(0);
});

test('[LCK9] a running recording goes on behind the lock, with its clock, Pause and Stop', async ({ server, device }) => {
  const page = await device.context().newPage();
  await page.setViewportSize({ width: 1280, height: 800 });
  const app = await signIn(page, server.url, DOCTOR);
  await app.record();
  await app.waitForSaved(1_500);
  await expect(page.getByRole('list', { name: 'Recordings' })).toBeVisible();
  // Only the time of day goes on by so much: the recorder hears no ten minutes of nothing.
  await page.clock.setSystemTime(Date.now() + 11 * 60_000);
  await expectLocked(page);
  await expect(page.getByText('The recording goes on. Sign in to see the others when it is finished.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign in' })).toHaveCount(0);
  const saved = await app.savedMs();
  await app.waitForSaved(saved + 2_000);
  await expect(page.getByTestId('state')).toHaveText('Recording');
  await expect(page.getByTestId('clock')).toBeVisible();
  await app.pause();
  await app.resume();
  await app.stop();
  await expectLocked(page);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect((await waitForArchive(server.dataDir))[0]!.record.partial).toBe(false);
});

test('[LCK3] [LCK9] an app that was closed for too long opens locked, and nothing private flashes before', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 10, scripts: [watchForPrivate] });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await expect(await app.items()).toHaveCount(1);
  expect(await seenPrivate(app.page)).toContain('doctor@example.org');
  await app.page.close();
  const page = await device.context().newPage();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.clock.install({ time: Date.now() + 15 * 60_000 });
  await page.goto(server.url);
  await expectLocked(page);
  await appOn(page);
  expect(await seenPrivate(page)).toEqual([]);
});

test('[ACC5] [LCK2] somebody else who signs in at a locked page gets a page of their own', async ({ server, device }) => {
  const app = await idlePage(await device.context().newPage(), server.url, DOCTOR);
  await app.page.clock.fastForward('10:30');
  await expectLocked(app.page);
  await app.page.getByRole('link', { name: 'Sign in' }).click();
  await app.page.getByRole('button', { name: NURSE }).click();
  await app.page.getByRole('link', { name: /^Recordings/ }).click();
  await expect(app.page.getByText(NURSE)).toBeVisible();
  await expect(await app.items()).toHaveCount(0);
  expect(await app.page.content()).not.toContain(DOCTOR);
});

test('[LCK6] two pages of one person lock together and open together', async ({ server, device }) => {
  const app = await idlePage(await device.context().newPage(), server.url, DOCTOR);
  const second = await device.context().newPage();
  await second.clock.install();
  await second.goto(`${server.url}/recordings`);
  await expect(second.getByText(DOCTOR)).toBeVisible();
  await second.clock.fastForward('10:30');
  await expectLocked(second);
  await expectLocked(app.page);
  await second.getByRole('link', { name: 'Sign in' }).click();
  await second.getByRole('button', { name: DOCTOR }).click();
  await expect(second.getByText(DOCTOR)).toBeVisible();
  await expect(app.page.getByText('Locked', { exact: true })).toHaveCount(0);
  await expect(app.page.getByRole('link', { name: /^Recordings/ })).toBeVisible();
});

test('[ACC5] [ACC12] when somebody else signs in at another page, this one becomes theirs; one that records goes on, covered, until it is stopped', async ({ server, device }) => {
  const idle = await signIn(await device.open(server.url), server.url, DOCTOR);
  const doctor = (await ownerOf(idle.page))!;
  const busy = await appOn(await device.open(server.url));
  await busy.record();
  await busy.waitForSaved(1_000);
  const other = await signIn(await device.open(server.url), server.url, NURSE);
  const nurse = (await ownerOf(other.page))!;
  await idle.page.bringToFront();
  // The page may turn into the other's before or after its list is opened.
  await expect(async () => {
    await idle.items();
    await expect(idle.page.getByText(NURSE)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await busy.page.bringToFront();
  await expect(busy.page.getByText('Somebody else is signed in on this device')).toBeVisible();
  await expect(busy.page.getByRole('link', { name: /^Recordings/ })).toHaveCount(0);
  expect(await busy.page.content()).not.toContain('example.org');
  const saved = await busy.savedMs();
  await busy.waitForSaved(saved + 1_000);
  await busy.stop();
  // Whoever records next is not the one whose page it was.
  await busy.page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(busy.page.getByTestId('stopped-summary')).toHaveCount(0);
  const theirs = await appOn(busy.page);
  await theirs.record();
  await theirs.waitForSaved(1_000);
  await theirs.stop();
  expect((await waitForArchive(server.dataDir)).map(({ ownerId }) => ownerId)).toEqual([nurse]);
  await signIn(busy.page, server.url, DOCTOR);
  expect((await waitForArchive(server.dataDir, { count: 2 })).map(({ ownerId }) => ownerId).sort()).toEqual([doctor, nurse].sort());
});
