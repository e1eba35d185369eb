import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { ownerOf } from './harness/identity.ts';
import { expect, test } from './harness/fixtures.ts';
import { signIn, type AppScreen } from './screens/app.ts';

// What support asks for over the phone.

const DOCTOR = 'doctor@example.org';

/** Runs before the app, which may not read the clipboard: notes what it has really written there. */
function noteCopies(): void {
  const real = navigator.clipboard.writeText.bind(navigator.clipboard);
  navigator.clipboard.writeText = async (text) => {
    await real(text);
    Reflect.set(globalThis, 'copied', text);
  };
}

async function open(app: AppScreen): Promise<void> {
  const { page } = app;
  const link = page.getByRole('link', { name: 'Diagnostics' });
  await app.items();
  if (!(await link.isVisible())) await page.getByText(DOCTOR).click();
  await link.click();
  await ready(page);
}

const ready = (page: Page) => expect(page.getByRole('heading', { name: 'Last errors' })).toBeVisible({ timeout: 15_000 });

/** The lines with the numbers that stand before them. */
const linesOf = (page: Page) =>
  page.locator('.diagnostics ol').evaluateAll((lists) => lists.flatMap((list) => [...list.children].map((line, i) => `${(list as HTMLOListElement).start + i}. ${line.textContent}`)));

const lineOf = async (page: Page, what: string) => (await linesOf(page)).find((line) => line.replace(/^\d+\. /, '').startsWith(`${what}: `))?.replace(/^\d+\. [^:]*: /, '');

test('R51 [DIA1, DIA2, DIA3, DIA5] numbered lines tell what this device is and has, for the ear and as a file, while a recording goes on', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 40, scripts: [noteCopies] });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  await page.reload();
  const owner = (await ownerOf(page))!;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await app.record();
  await open(app);

  const lines = await linesOf(page);
  expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(lines.map((_, i) => i + 1));
  // Short enough to be read out.
  for (const line of lines) expect(line.length, line).toBeLessThan(110);
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(await lineOf(page, 'Version')).toBe(version);
  const build = await lineOf(page, 'Build');
  expect(build).toMatch(/^[\w-]{8,}$/);
  expect(await lineOf(page, 'Worker')).toBe('active, in use by this page');
  expect(await lineOf(page, 'Worker build')).toBe(build);
  expect(await lineOf(page, 'New version waits')).toBe('no');
  expect(await lineOf(page, 'Installed')).toBe('no');
  expect(await lineOf(page, 'Settings document')).toBe('number 1, recorder offline');
  expect(await lineOf(page, 'Server')).toBe('no network');
  expect(await lineOf(page, 'Clock of this device')).toBe('not known');
  expect(await lineOf(page, 'Signed in')).toBe('not known without the server');
  expect(await lineOf(page, 'Owner begins with')).toBe(owner.slice(0, 8));
  expect(await lineOf(page, 'Recordings on this device')).toBe('1 waiting, 1 recording');
  expect(await lineOf(page, 'Oldest of them')).toMatch(/^Today \d\d:\d\d$/);
  expect(await lineOf(page, 'Storage used')).toMatch(/^[\d.,]+ \w+ of [\d.,]+ \w+$/);
  expect(await lineOf(page, 'Records as')).toContain('audio/webm;codecs=opus');
  for (const what of ['Sealing', 'Key storage', 'Locks between tabs', 'Sending with the app closed']) expect(await lineOf(page, what)).toBe('yes');
  expect(await lineOf(page, 'Microphone')).toBe('allowed');

  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const copied = await page.evaluate(() => Reflect.get(globalThis, 'copied') as string);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/^holdfast-diagnostics-\d{4}-\d\d-\d\d\.txt$/);
  const text = await readFile(await file.path(), 'utf8');
  expect(copied).toBe(text);
  for (const line of lines) expect(text).toContain(`\n${line}\n`);

  // Nothing private.
  for (const secret of [DOCTOR, 'doctor', owner]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|@/);

  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Record', exact: true }).click();
  const savedMs = await app.savedMs();
  await app.waitForSaved(savedMs + 500);
  await app.stop();
});

test('R51 [DIA2, DIA4] the clock, the sign-in and the last errors are told as they are', async ({ server, newDevice }) => {
  const device = await newDevice({ scripts: [() => { const now = Date.now; Date.now = () => now() + 90_000; }] });
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  await page.context().route('**/ingest/**', (route) => route.fulfill({ status: 500, body: '' }));
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await app.items();
  await open(app);
  expect(await lineOf(page, 'Clock of this device')).toMatch(/^(?:89|90|91) seconds ahead$/);
  expect(await lineOf(page, 'Signed in')).toBe('yes');
  expect(await lineOf(page, 'Server')).toBe('reached');
  await expect
    .poll(async () => {
      await page.getByRole('button', { name: 'Look again' }).click();
      await ready(page);
      return (await linesOf(page)).join('\n');
    })
    .toMatch(/upload_failed code upload_refused, attempt \d+, [0-9a-f]{8}$/m);
});

test('R51 [DIA6] on a device on which nobody is signed in it works by its address, without a network, and tells no numbers', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await app.items();
  await page.getByText(DOCTOR).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Keep sealed until I am back' }).click();
  await page.getByRole('link', { name: 'Diagnostics' }).click();
  await ready(page);
  expect(new URL(page.url()).pathname).toBe('/diagnostics');
  expect(await lineOf(page, 'Signed in')).toBe('nobody');
  expect(await lineOf(page, 'Recordings on this device')).toMatch(/^yes, do not clear its data/);
  expect(await lineOf(page, 'Oldest of them')).toBeUndefined();
  expect(await lineOf(page, 'Owner begins with')).toBeUndefined();
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Español' });
  await expect(page.getByRole('heading', { name: 'Diagnóstico' })).toBeVisible();
  expect(await lineOf(page, 'Sesión iniciada')).toBe('nadie');
});

test('R51 [DIA6] a page that is locked tells no numbers', async ({ server, newDevice }) => {
  const device = await newDevice();
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  await page.goto(`${server.url}/diagnostics`);
  await ready(page);
  expect(await lineOf(page, 'Recordings on this device')).toMatch(/^1 /);
  await page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() + 9 * 60 * 60_000;
  });
  await page.reload();
  await ready(page);
  expect(await lineOf(page, 'Recordings on this device')).toMatch(/^yes, do not clear its data/);
});

test('R51 [DIA7] a database that does not answer leaves out what it knows, and everything else is told', async ({ server, newDevice }) => {
  const device = await newDevice();
  const app = await signIn(await device.open(server.url), server.url, DOCTOR);
  const { page } = app;
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('out of order', 'UnknownError');
    };
  });
  await page.goto(`${server.url}/diagnostics`);
  await ready(page);
  expect(await lineOf(page, 'Version')).toMatch(/^\d/);
  expect(await lineOf(page, 'Server')).toBe('reached');
  expect(await lineOf(page, 'Recordings on this device')).toBe('not known');
  expect(await lineOf(page, 'Key storage')).toBe('no');
});
