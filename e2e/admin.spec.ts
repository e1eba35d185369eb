import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { startDevice } from './harness/device.ts';
import { expect, test } from './harness/fixtures.ts';
import { flagsAdmin } from './harness/flagsadmin.ts';
import { endAll } from './harness/identity.ts';
import { appOn, signIn, type DemoUser } from './screens/app.ts';
import { openAccount } from './screens/account.ts';

// The administration, as an admin uses it who was woken at night.

const ADMIN = 'admin@clinicalops.co';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const glance = (page: Page) => page.getByTestId('glance');
const dialog = (page: Page) => page.getByRole('dialog');

/** Signs in and opens the administration. */
async function openAdmin(page: Page, url: string, user: DemoUser = ADMIN, path = '/admin/flags'): Promise<Page> {
  await page.goto(`${url}/oidc/signin?returnTo=${path}`);
  await page.getByRole('button', { name: user }).click();
  return page;
}

/** Chooses who gets it, and saves after the review. */
async function save(page: Page, why: string): Promise<void> {
  await button(page, /^Review \d+ changes?$/).click();
  await dialog(page).getByLabel('Why', { exact: true }).fill(why);
  await dialog(page).getByRole('button', { name: 'Save' }).click();
}

async function axeFaults(page: Page): Promise<string[]> {
  // Evaluated by the browser's tools, which the page's policy does not bind.
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

test('R30 R33 [ADM1, ADM4] an admin sees at a glance who gets it, and changes the phase after a diff and with a reason', async ({ server, device }) => {
  const page = await openAdmin(await device.open(server.url), server.url);
  await expect(glance(page)).toContainText('Everyone');
  await expect(glance(page)).toContainText('as it was set up');
  await page.getByRole('radio', { name: '10%' }).check();
  await button(page, 'Review 1 change').click();
  await expect(dialog(page)).toHaveAccessibleName('Save these changes?');
  await expect(dialog(page).getByRole('listitem').filter({ hasText: 'Share of people' })).toContainText(/100%.*10%/);
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(dialog(page)).toContainText('Say why');
  await dialog(page).getByLabel('Why', { exact: true }).fill('phase 2 as agreed');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByTestId('done')).toContainText('Saved as version 2');
  await expect(glance(page)).toContainText('10%');
  await expect(glance(page)).toContainText(`by ${ADMIN}`);
  await expect(glance(page)).toContainText('phase 2 as agreed');
  const { version, flags } = (await (await fetch(`${server.url}/flags.json`)).json()) as { version: number; flags: { enableOfflineRecording: object } };
  expect([version, flags.enableOfflineRecording]).toMatchObject([2, { kill: false, default: false, percent: 10 }]);
  // Any other share.
  await page.getByRole('radio', { name: 'Another share' }).check();
  await page.getByLabel('Share of people, in percent').fill('33');
  await save(page, 'slower');
  await expect(glance(page)).toContainText('33%');
});

test('R31 R33 [ADM2] one button and one confirmation switch it off, the result is told plainly, and the way back is there', async ({ server, device, newDevice }) => {
  const page = await openAdmin(await device.open(server.url), server.url);
  await button(page, 'Switch off for everybody').click();
  await button(page, 'Switch off now').click();
  await expect(page.getByTestId('done')).toContainText('New recordings use the legacy recorder within 62 seconds on clients that are online');
  await expect(page.getByTestId('done')).toContainText('held');
  await expect(glance(page)).toContainText('Switched off for everybody');
  const clinician = await newDevice();
  const other = await clinician.open(server.url);
  await other.goto(`${server.url}/oidc/signin?returnTo=/`);
  await other.getByRole('button', { name: 'doctor@example.org' }).click();
  await expect(other.getByTestId('legacy')).toBeVisible();
  await button(page, 'Back to Everyone').click();
  await dialog(page).getByLabel('Why', { exact: true }).fill('found and mended');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(glance(page)).toContainText('Everybody records offline');
});

test('R33 [ADM2] where no document can be read the kill switch is there all the same', async ({ server, device }) => {
  const page = await device.open(server.url);
  await device.context().route('**/api/admin/flags', (route) => (route.request().method() === 'GET' ? route.fulfill({ status: 500, body: 'trouble' }) : route.continue()));
  await openAdmin(page, server.url);
  await expect(page.getByRole('alert')).toContainText('The server has a problem');
  await button(page, 'Switch off for everybody').click();
  await button(page, 'Switch off now').click();
  await expect(glance(page)).toContainText('Off');
});

test('R33 [ADM5] two admins at once: one conflict with both versions, and no edit is lost', async ({ server, device }) => {
  const page = await openAdmin(await device.open(server.url), server.url);
  await expect(glance(page)).toContainText('Everyone');
  const other = await flagsAdmin(server.url);
  await page.getByRole('radio', { name: '50%' }).check();
  await page.getByText('Remote settings').click();
  await page.getByLabel('Audio in a segment').fill('20');
  await other.edit((document) => {
    document.settings = { pollSeconds: 5 };
    document.flags.enableOfflineRecording.percent = 10;
  });
  await save(page, 'half of them');
  const conflict = page.getByTestId('conflict');
  await expect(conflict).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Somebody else has saved meanwhile' })).toBeFocused();
  await expect(conflict).toContainText('Nothing of yours is lost');
  await expect(conflict).toContainText(/Version 2 counts now.*You were editing version 1/);
  await expect(conflict).toContainText('Open apps ask for the flags every');
  // What counts is told as it is, whatever is being edited.
  await expect(glance(page)).toContainText('10%');
  await expect(conflict).toContainText('Changed by both. Yours would count: Share of people.');
  await conflict.getByText('Version 2 in full').click();
  await expect(conflict.locator('pre').first()).toContainText('"pollSeconds": 5');
  await button(page, 'Put mine on top of theirs').click();
  // The reason is still there.
  await expect(dialog(page).getByLabel('Why', { exact: true })).toHaveValue('half of them');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByTestId('done')).toContainText('Saved as version 3');
  const document = (await (await fetch(`${server.url}/flags.json`)).json()) as { settings: object; flags: { enableOfflineRecording: object } };
  expect([document.settings, document.flags.enableOfflineRecording]).toMatchObject([{ pollSeconds: 5, segmentSeconds: 20 }, { percent: 50 }]);
});

test('R33 [ADM6] the history tells who, when, what and why, and an earlier version counts again after one confirmation', async ({ server, device }) => {
  const other = await flagsAdmin(server.url);
  await other.edit(({ flags }) => {
    flags.enableOfflineRecording.percent = 10;
  });
  await other.kill();
  const page = await openAdmin(await device.open(server.url), server.url);
  const versions = page.getByRole('list', { name: 'History' }).locator(':scope > li');
  await expect(versions).toHaveCount(3);
  await expect(versions.nth(0)).toContainText(/Version 3.*Off.*counts now.*Switched off.*admin@clinicalops\.co.*a test/);
  await expect(versions.nth(1)).toContainText(/Version 2.*10%.*Edited/);
  await versions.nth(1).getByText('Document and changes').click();
  await expect(versions.nth(1)).toContainText(/Share of people.*100%.*10%/);
  await expect(versions.nth(1).locator('pre')).toContainText('"version": 2');
  await button(page, 'Return to version 2').click();
  await expect(dialog(page).getByRole('listitem')).toContainText(/Offline recorder.*Off.*On/);
  await dialog(page).getByRole('button', { name: 'Return' }).click();
  await expect(page.getByTestId('done')).toContainText('version 4 counts');
  await expect(glance(page)).toContainText('10%');
  await expect(versions).toHaveCount(4);
  await expect(versions.nth(0)).toContainText(/Returned to version 2.*Back to version 2/);
});

test('R30 [ADM7] who gets it is told before saving: heads, and one person with the reason and the bucket', async ({ server, device, newDevice }) => {
  const clinician = await newDevice();
  await signIn(await clinician.open(server.url), server.url, 'doctor@example.org');
  const page = await openAdmin(await device.open(server.url), server.url);
  await page.getByRole('radio', { name: 'Internal users only' }).check();
  const heads = page.getByTestId('heads').first();
  await expect(heads).toContainText('Of 2 people');
  await expect(heads).toContainText(/Now2 with the offline recorder.*With your changes1 with/);
  await expect(heads).toContainText('1 person loses it');
  await page.getByLabel('Look somebody up by e-mail address').fill('doctor@example.org');
  await button(page, 'Look up').click();
  await expect(page.getByTestId('lookup')).toContainText(/Has signed in before\. Bucket \d+ of 0 to 99/);
  await expect(page.getByTestId('lookup')).toContainText(/Offline recorder: by the share.*Legacy recorder: by the share/);
  await page.getByLabel('Add by e-mail address').fill('doctor@example.org');
  await button(page, 'Add').click();
  await expect(heads).toContainText('Nobody gets or loses it');
  await button(page, 'Look up').click();
  await expect(page.getByTestId('lookup')).toContainText('Offline recorder: internal user');
  expect(((await (await fetch(`${server.url}/flags.json`)).json()) as { version: number }).version).toBe(1);
  await save(page, 'a pilot user');
  const users = page.getByRole('region', { name: 'Internal users' });
  await expect(users).toContainText('doctor@example.org');
  await expect(users).not.toContainText('to be added');
  await expect(users).toContainText('1 of them has never signed in');
});

test('R33 [ADM3] invalid input is told at its field, keeps what was typed, and is not saved', async ({ server, device }) => {
  const page = await openAdmin(await device.open(server.url), server.url);
  await page.getByText('Remote settings').click();
  await page.getByLabel('Open apps ask for the flags every').fill('3');
  await expect(page.getByText('A whole number from 5 to 3600')).toBeVisible();
  await page.getByLabel('Bit rate').fill('fast');
  await page.getByText('Notice to everybody').click();
  await page.getByLabel('Text in English').fill('Ask admin@clinicalops.co');
  await page.getByLabel('Text in Spanish').fill('Hola');
  await expect(page.getByText('no e-mail address can be in it')).toBeVisible();
  await button(page, /^Review/).click();
  await expect(dialog(page)).toHaveAccessibleName('3 fields have to be put right first');
  await expect(dialog(page).getByRole('button', { name: 'Save' })).toHaveCount(0);
  await button(page, 'Back to the edit').click();
  await expect(page.getByLabel('Bit rate')).toHaveValue('fast');
  await page.getByLabel('Open apps ask for the flags every').fill('30');
  await page.getByLabel('Bit rate').fill('24');
  await page.getByLabel('Text in English').fill('Sending pauses tonight.');
  await page.getByLabel('Shown until').fill('2099-01-01T08:00');
  await save(page, 'tonight');
  await expect(page.getByTestId('done')).toContainText('Saved as version 2');
  const document = (await (await fetch(`${server.url}/flags.json`)).json()) as object;
  expect(document).toMatchObject({ settings: { pollSeconds: 30, bitsPerSecond: 24_000 }, notice: { id: 'v2', level: 'info', text: { en: 'Sending pauses tonight.', es: 'Hola' } } });
});

test('R33 [ADM8] whoever is no admin is refused and sees nothing, and nobody sees more', async ({ server, device }) => {
  const page = await device.open(`${server.url}/admin/flags`);
  await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await openAdmin(page, server.url, 'doctor@example.org');
  await expect(page.getByRole('heading', { name: 'You may not see this' })).toBeVisible();
  await expect(page.getByTestId('glance')).toHaveCount(0);
  await expect(button(page, 'Switch off for everybody')).toHaveCount(0);
  expect(asked.filter((path) => path.startsWith('/api/admin') || path.startsWith('/api/people'))).toEqual([]);
  await page.goto(server.url);
  await appOn(page);
  await openAccount(page, 'doctor@example.org');
  await expect(page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
});

test('R33 [ADM9] a session that has ended keeps the edit in the page until its person is back', async ({ server, device }) => {
  const { page } = await signIn(await device.open(server.url), server.url, ADMIN);
  await openAccount(page, ADMIN);
  await page.getByRole('link', { name: 'Administration' }).click();
  await page.getByRole('radio', { name: '50%' }).check();
  await button(page, 'Review 1 change').click();
  await dialog(page).getByLabel('Why', { exact: true }).fill('half');
  await expect(dialog(page).getByTestId('heads')).toBeVisible();
  await endAll(server.dataDir, 'session');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('You are not signed in');
  await expect(page.getByText('Nothing of yours is lost')).toBeVisible();
  await expect(page.getByText(ADMIN)).toHaveCount(0);
  const [tab] = await Promise.all([device.context().waitForEvent('page'), page.getByRole('link', { name: 'Sign in in another tab' }).click()]);
  await tab.getByRole('button', { name: ADMIN }).click();
  await expect(glance(tab)).toContainText('Everyone');
  await button(page, 'Look again').click();
  await expect(page.getByRole('radio', { name: '50%' })).toBeChecked();
  await button(page, 'Review 1 change').click();
  await expect(dialog(page).getByLabel('Why', { exact: true })).toHaveValue('half');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(glance(page)).toContainText('50%');
});

test('R33 [ADM9] without a network the page says so, keeps the edit, and saves it afterwards', async ({ server, device }) => {
  const page = await openAdmin(await device.open(server.url), server.url);
  await page.getByRole('radio', { name: '50%' }).check();
  await device.setOffline(true);
  await expect(page.getByText('No network.')).toBeVisible();
  await save(page, 'half');
  await expect(dialog(page).getByRole('alert')).toContainText('Nothing that you entered is lost');
  await device.setOffline(false);
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(glance(page)).toContainText('50%');
});

test('R33 [ADM10] an admin shuts somebody out and lets them in again', async ({ server, device, newDevice }) => {
  const clinician = await newDevice();
  await signIn(await clinician.open(server.url), server.url, 'doctor@example.org');
  const page = await openAdmin(await device.open(server.url), server.url);
  await page.getByRole('link', { name: 'People' }).click();
  const people = page.getByRole('list', { name: 'People' }).getByRole('listitem');
  await expect(people).toHaveCount(2);
  await expect(people.filter({ hasText: ADMIN }).getByRole('button')).toHaveCount(0);
  await button(page, 'Shut out doctor@example.org').click();
  await dialog(page).getByRole('button', { name: 'Shut out' }).click();
  await expect(people.filter({ hasText: 'doctor@example.org' })).toContainText('Shut out');
  await button(page, 'Let in doctor@example.org').click();
  await expect(button(page, 'Shut out doctor@example.org')).toBeVisible();
});

test('R33 [ADM2, ADM4] everything is done by the keyboard alone', async ({ server, device }) => {
  const page = await openAdmin(await device.open(server.url), server.url);
  await expect(glance(page)).toContainText('Everyone');
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.closest('label, button, a')?.textContent ?? document.activeElement?.id}`);
      if (name.test(found)) return;
    }
    throw new Error(`nothing that is called ${name} was reached`);
  };
  await tabTo(/INPUT Everyone/);
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: '50%' })).toBeChecked();
  await tabTo(/BUTTON Review 1 change/);
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('heading')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('by keys');
  await page.keyboard.press('Enter');
  await expect(glance(page)).toContainText('50%');
  await expect(dialog(page)).toHaveCount(0);
  await tabTo(/BUTTON Switch off for everybody/);
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('heading')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button(page, 'Switch off for everybody')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('heading')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(glance(page)).toContainText('Off');
});

for (const [locale, scheme] of [['en-GB', 'light'], ['es-MX', 'dark']] as const) {
  test(`R33 R50 [ADM11] axe finds nothing and nothing sticks out at 320 pixels, in ${locale} and ${scheme}`, async ({ server }) => {
    const other = await flagsAdmin(server.url);
    await other.edit(({ flags }) => {
      flags.enableOfflineRecording.percent = 10;
    });
    const device = await startDevice({ locale, viewport: { width: 320, height: 640 } });
    try {
      const page = await device.open(server.url);
      await page.emulateMedia({ colorScheme: scheme });
      await openAdmin(page, server.url);
      await expect(glance(page)).toBeVisible();
      const look = async (name: string) => {
        const wide = await page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('.admin *')]
            .filter((node) => !node.matches('select, .spoken, .spoken *, summary, textarea, input') && node.scrollWidth > node.clientWidth && getComputedStyle(node).display !== 'inline')
            .map((node) => `${node.tagName} ${node.className} ${node.textContent?.slice(0, 40)}`),
        );
        expect(wide, name).toEqual([]);
        expect(await axeFaults(page), name).toEqual([]);
      };
      for (const summary of await page.locator('details > summary').all()) await summary.click();
      await page.getByRole('radio', { name: /^50/ }).check();
      await look('the page with an edit');
      await page.locator('.admin-dock .look-sea').click();
      await expect(dialog(page).getByTestId('heads')).toBeVisible();
      await look('the review');
      await other.kill();
      await dialog(page).locator('.field').fill('x');
      await dialog(page).locator('.look-sea').click();
      await expect(page.getByTestId('conflict')).toBeVisible();
      await look('the conflict');
      await page.goto(`${server.url}/admin/people`);
      await expect(page.locator('.admin-rows li')).toHaveCount(1);
      await look('the people');
    } finally {
      await device.dispose();
    }
  });
}
