import type { Recording } from '../../src/core/recording.ts';
import { expect } from '../harness/fixtures.ts';
import { seed, signInContext } from '../harness/seed.ts';
import { speak, type Tour } from './tour.ts';

const HOUR_MS = 3_600_000;

/** One of every kind that the list knows, oldest first. */
function kinds(nowMs: number): Partial<Recording>[] {
  const sent = { segmentsSent: 1, receivedAtMs: nowMs - HOUR_MS };
  const failed = (code: NonNullable<Recording['failure']>['code']) => ({ state: 'failed' as const, failure: { code, detail: '' } });
  const archived = { ...sent, state: 'archived' as const, archived: { sha256: 'ab'.repeat(32), seconds: 754, archivedAtMs: nowMs - HOUR_MS } };
  const kinds: Partial<Recording>[] = [
    { ...archived, savedMs: 1_934_000 },
    { ...archived, savedMs: 754_000, partial: true },
    { state: 'empty', savedMs: 0, segmentBytes: 0 },
    { ...sent, state: 'sent', savedMs: 605_000 },
    { ...failed('archive_problem'), savedMs: 66_000 },
    { ...failed('no_sound'), savedMs: 12_000 },
    { state: 'waiting', partial: true, savedMs: 187_000 },
    { state: 'waiting', savedMs: 2_412_000 },
  ];
  return kinds.map((kind, n) => ({ ...kind, startedAtMs: nowMs - (kinds.length - n) * 5 * HOUR_MS, endedAtMs: nowMs - (kinds.length - n) * 5 * HOUR_MS + (kind.savedMs ?? 0) }));
}

/** The list of recordings, and what can be done there. */
export const libraryTour: Tour = async (guide) => {
  const { server, newDevice, visit } = guide;
  const { words, more, locale, button, tab } = speak(guide);
  const device = await newDevice({ seconds: 30, locale });
  await signInContext(device.context(), server.url);
  const page = await device.open(`${server.url}/recordings`);
  const bottom = () => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.getByText(words.library.emptyTitle)).toBeVisible();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await visit('list-empty', page);

  await page.goto(`${server.url}/favicon.svg`);
  const rows = kinds(Date.now());
  await seed(page, server.url, { count: rows.length, row: (n) => rows[n]! });
  await device.setOffline(true);
  await page.goto(`${server.url}/recordings`);
  await expect(page.locator('.item')).toHaveCount(rows.length);
  await visit('list-offline', page);

  const newest = page.locator('.item').first();
  await button(newest, more.library.more).click();
  await visit('item', page);
  await button(newest, more.library.delete).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit('delete', page);
  await page.getByRole('dialog').getByRole('button', { name: more.library.delete, exact: true }).click();
  await expect(page.getByText(more.trash.done)).toBeVisible();
  await visit('deleted', page);
  await button(page, more.trash.undo).click();
  await expect(page.locator('.item')).toHaveCount(rows.length);
  // What was seeded is sealed from this device; what is recorded here can be heard here.
  await tab(page, 'record').click();
  await button(page, words.recorder.record).click();
  await expect(page.getByTestId('saved')).toHaveAttribute('data-saved-ms', /^\d{4,}$/, { timeout: 15_000 });
  await page.locator('.dock .look-plain').click();
  await button(page, words.recorder.stop).click();
  await expect(page.getByTestId('stopped-summary')).toBeVisible();
  await tab(page, 'recordings').click();
  await expect(page.locator('.item')).toHaveCount(rows.length + 1);
  await button(newest, more.playback.play).click();
  await expect(page.getByRole('slider')).toBeVisible();
  await visit('playback', page);
  await button(newest, more.playback.close).click();
  await page.locator('details.storage > summary').click();
  await expect(page.getByRole('table')).toBeVisible();
  await bottom();
  await visit('storage', page);
  await page.locator('details.storage > summary').click();
  await page.locator('.account summary').click();
  await bottom();
  await visit('account', page);

  const signOut = page.locator('.account .action', { hasText: words.account.signOut });
  await signOut.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await visit('sign-out', page);
  await dialog.getByRole('button', { name: words.signOut.delete, exact: true }).click();
  await expect(dialog.getByRole('textbox')).toBeVisible();
  await visit('sign-out-delete', page);
  await page.keyboard.press('Escape');
  await device.setOffline(false);
};
