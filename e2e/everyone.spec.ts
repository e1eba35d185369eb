import { expect, test } from './harness/fixtures.ts';
import { signIn } from './screens/app.ts';
import { noteSpoken, spokenOn } from './tours/heard.ts';
import { focused, tabTo } from './tours/keys.ts';
import { brokenRules, moving, notBeside, outOfReach, sideways } from './tours/looks.ts';
import { TOURS } from './tours/tours.ts';

// The app for everybody: however they see, hear, hold and steer it.

for (const [part, tour] of TOURS) {
  test(`B50 [EVE1, EVE2, EVE3, EVE4] ${part}: no state breaks a rule of WCAG, scrolls sideways, is out of a thumb's reach or moves when nothing may`, async ({ server, newDevice }) => {
    const language = part === 'the recordings' ? 'es' : 'en';
    const visited: string[] = [];
    await tour({
      server,
      newDevice,
      language,
      async visit(state, page) {
        visited.push(state);
        expect.soft(await outOfReach(page), `${state}: targets`).toEqual([]);
        expect.soft(await sideways(page), `${state}: sideways`).toEqual([]);
        expect.soft(await notBeside(page), `${state}: columns`).toEqual([]);
        expect.soft(await moving(page), `${state}: moving`).toEqual([]);
        expect.soft(await brokenRules(page), `${state}: WCAG`).toEqual([]);
      },
    });
    expect(visited.length).toBeGreaterThan(3);
  });
}

test('B50 [EVE5] from signing in to Sent with a keyboard alone, in an order that makes sense, and the focus is never lost', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 60 });
  const page = await device.open(server.url);
  const key = (name: string) => page.keyboard.press(name);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await tabTo(page, /^link "Sign in"/);
  await key('Enter');
  await expect(page.getByRole('heading', { name: 'Who is recording?' })).toBeVisible();
  await tabTo(page, /^button "Doctor/);
  await key('Enter');
  await expect(page.getByTestId('network')).toHaveText('Online');
  await expect(page.getByRole('button', { name: 'Options' })).toHaveAttribute('aria-disabled', 'false');

  expect(await tabTo(page, /^link "Recordings"/)).toEqual([
    expect.stringMatching(/^button "Options/),
    'checkbox "Patient informed and agrees to the recording"',
    'button "Record"',
    'link "Record"',
    'link "Recordings"',
  ]);
  await key('Shift+Tab');
  await key('Shift+Tab');
  await key('Shift+Tab');
  await key('Space');
  await expect(page.getByRole('checkbox')).toBeChecked();
  await key('Tab');
  await key('Enter');
  await expect(page.getByTestId('state')).toHaveText('Recording');
  // Record has become Pause under the finger.
  await expect.poll(() => focused(page)).toBe('button "Pause"');
  await key('Shift+Tab');
  expect(await focused(page)).toBe('button "Mark this moment"');
  await key('Enter');
  await expect(page.getByRole('button', { name: 'Mark this moment · 1' })).toBeFocused();
  await key('Tab');
  await key('Enter');
  await expect(page.getByTestId('state')).toHaveText('Paused');
  expect(await focused(page)).toBe('button "Resume"');
  await key('Space');
  await expect(page.getByTestId('state')).toHaveText('Recording');
  expect(await focused(page)).toBe('button "Pause"');

  await tabTo(page, /^button "Options/);
  await key('Enter');
  await expect(page.getByRole('dialog', { name: 'Options' })).toBeVisible();
  expect(await focused(page)).toBe('heading "Options"');
  await key('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await focused(page)).toMatch(/^button "Options/);
  await tabTo(page, /^button "Private details"/);
  await key('Enter');
  await tabTo(page, /^textbox "Title"/);
  await page.keyboard.type('First visit');
  await tabTo(page, /^button "Done"/);
  await key('Enter');
  await expect.poll(() => focused(page)).toBe('button "Private details"');

  await tabTo(page, /^button "Stop"/);
  await key('Enter');
  await expect(page.getByTestId('stopped-summary')).toBeVisible();
  // Stop is gone: reading goes on with what is safe.
  await expect.poll(() => focused(page)).toMatch(/^status: Saved 0:\d\d on this device$/);
  await tabTo(page, /^link "Recordings/);
  await key('Enter');
  await expect(page.getByRole('list', { name: 'Recordings' }).locator('.item')).toContainText('In the archive', { timeout: 20_000 });
});

test('B50 [EVE6] from Record to Sent as a screen reader hears it: each change once, and no word in ten seconds of recording', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 60, scripts: [noteSpoken] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  const heard = () => spokenOn(page);
  await expect(page.getByRole('region', { name: 'Recorder' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Holdfast' })).toBeVisible();
  await app.record();
  await app.waitForSaved(500);
  expect(await heard()).toEqual(['Recording']);
  await expect(page.getByRole('timer')).toHaveAccessibleName(/^Heard 0:0\d$/);
  await expect(page.getByRole('meter', { name: 'Level' })).toHaveAttribute('aria-valuetext', /./);
  await app.waitForSaved(11_000);
  expect(await heard()).toEqual(['Recording']);
  await page.getByRole('button', { name: /^Mark this moment/ }).click();
  await expect.poll(heard).toEqual(['Recording', expect.stringMatching(/^Mark 1 set at 0:1\d$/)]);
  await app.pause();
  await app.resume();
  await app.stop();
  await expect(page.getByText('It is in the archive.')).toBeVisible({ timeout: 20_000 });
  const all = await heard();
  expect(all.slice(2, 5)).toEqual(['Paused', 'Recording', expect.stringMatching(/^Saved 0:1\d on this device$/)]);
  expect(all.slice(5).filter((text) => text !== 'It has been sent.')).toEqual(['It is in the archive.']);
});
