import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { newestTexts } from '../src/wire/amendment.ts';
import { archivedRecordings, storeKeys, waitForArchive } from './harness/archive.ts';
import { backgroundSyncFlags } from './harness/browser.ts';
import { test as deviceTest } from './harness/fixtures.ts';
import { expect, test } from './harness/matrix.ts';
import { openTexts } from './harness/opentexts.ts';
import { signIn } from './screens/app.ts';

// What a person writes about a recording after it was sent.

/** Writes the title of the first recording of the list and leaves the field. */
async function writeTitle(page: Page, text: string): Promise<void> {
  const details = page.getByRole('listitem').getByRole('button', { name: 'Private details' }).first();
  const more = page.getByRole('button', { name: 'More', exact: true }).first();
  await expect(details.or(more)).toBeVisible();
  if (!(await details.isVisible())) await more.click();
  await details.click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByLabel('Title');
  await field.fill(text);
  await field.blur();
  await expect(dialog.getByText('Saved, sealed. The recording was sent before: this follows it.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Done', exact: true }).click();
}

/** The texts that whoever reads the archive finds of a recording, opened; as of its newest amendment. */
async function newestIn(dataDir: string, recordingId: string): Promise<Record<string, string>> {
  const archived = (await archivedRecordings(dataDir)).find((one) => one.recordingId === recordingId)!;
  const key = (await storeKeys(dataDir, `archive/${archived.ownerId}/${recordingId}/texts-`)).at(-1);
  if (key === undefined) return {};
  const { texts } = v.parse(newestTexts, JSON.parse(await readFile(join(dataDir, 'store', key), 'utf8')));
  return openTexts(dataDir, { ...archived, record: { ...archived.record, texts } });
}

test('B4 [AMD5, AMD6] a title that is written after the recording was archived reaches the archive, and so does the next', async ({ app, way, open, item, archivedOnce, shared }) => {
  const [recording] = await open();
  await archivedOnce(recording!);
  await expect(item(recording!)).toContainText('In the archive', { timeout: 15_000 });
  await writeTitle(app, 'Visit Nº 4');
  await expect.poll(() => newestIn(shared.server.dataDir, recording!.id)).toEqual({ title: 'Visit Nº 4' });
  way.script((call, nth) => (call === 'amend' && nth === 1 ? { kind: 'cutAfter' } : undefined));
  await writeTitle(app, 'Visit Nº 5');
  await expect.poll(() => newestIn(shared.server.dataDir, recording!.id), { timeout: 20_000 }).toEqual({ title: 'Visit Nº 5' });
  await expect(item(recording!)).toContainText('In the archive', { timeout: 20_000 });
  expect(way.calls().filter((call) => call === 'amend').length).toBeGreaterThan(1);
  expect((await storeKeys(shared.server.dataDir, `ingest/${recording!.ownerId}/${recording!.id}/amendment-`)).length).toBe(2);
});

test('B4 [AMD7] an amendment that is refused for good is told, the recording stays sent, and the next edit goes through', async ({ app, way, open, item, archivedOnce, shared }) => {
  const [recording] = await open();
  await archivedOnce(recording!);
  await expect(item(recording!)).toContainText('In the archive', { timeout: 15_000 });
  way.script((call) => (call === 'amend' ? { kind: 'answer', status: 409, code: 'amendment_differs' } : undefined));
  await writeTitle(app, 'Refused');
  await expect(item(recording!)).toContainText('The server did not take what was written later');
  await expect(item(recording!)).toHaveAttribute('data-state', 'archived');
  await expect(item(recording!)).toContainText('Sent');
  way.script(() => undefined);
  await writeTitle(app, 'Taken');
  await expect.poll(() => newestIn(shared.server.dataDir, recording!.id), { timeout: 20_000 }).toEqual({ title: 'Taken' });
  await expect(item(recording!)).not.toContainText('What you wrote later');
});

deviceTest('B4 [AMD6] written without a network and the tab closed: the worker sends it when the network is back', async ({ server, newDevice }) => {
  // An event for the recording may still be under way when the network goes; Chromium would come back to it after five minutes.
  const device = await newDevice({ args: backgroundSyncFlags() });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  const [archived] = await waitForArchive(server.dataDir);
  const item = (await app.items()).first();
  await expect(item).toContainText('In the archive', { timeout: 15_000 });
  await device.setOffline(true);
  await writeTitle(app.page, 'Written in the lift');
  await expect(item).toContainText('What you wrote later waits to be sent');
  // A browser ends with its last page.
  await device.context().newPage();
  await app.page.close();
  expect(await newestIn(server.dataDir, archived!.recordingId)).toEqual({});
  await device.setOffline(false);
  await expect.poll(() => newestIn(server.dataDir, archived!.recordingId), { timeout: 60_000 }).toEqual({ title: 'Written in the lift' });
});
