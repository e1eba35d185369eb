import type { Locator, Page } from '@playwright/test';
import { expect } from '../harness/fixtures.ts';

/** Opens the part of the screen that tells who is signed in, with the way out. */
export async function openAccount(page: Page, name: string): Promise<Locator> {
  const tab = page.getByRole('link', { name: /^Recordings/ });
  if (await tab.isVisible()) await tab.click();
  const account = page.getByRole('group').filter({ hasText: name });
  if ((await account.getAttribute('open')) === null) await account.getByText(name).click();
  const signOut = account.getByRole('button', { name: 'Sign out', exact: true });
  await expect(signOut).toBeVisible();
  return signOut;
}

/** Opens the question that stands before every sign-out. */
export async function askToSignOut(page: Page, name: string): Promise<Locator> {
  await (await openAccount(page, name)).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toHaveAccessibleName('Sign out?');
  return dialog;
}

/** The page of a device that nobody is signed in on. `timeout` in milliseconds, where something else has to end first. */
export async function expectNobody(page: Page, timeout?: number): Promise<void> {
  await expect(page.getByText('Record anywhere')).toBeVisible(timeout === undefined ? {} : { timeout });
}
