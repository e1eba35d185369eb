import type { Page } from '@playwright/test';

/** More stops than any state has. */
const MANY = 40;

/** Role and name of what has the focus, as `button "Record"`; empty when nothing has. */
export async function focused(page: Page): Promise<string> {
  if (await page.evaluate(() => document.activeElement === document.body || document.activeElement === null)) return '';
  const [line] = (await page.locator(':focus').ariaSnapshot()).split('\n');
  return line!.replace(/^- /, '').replace(/ \[[^\]]*\]/g, '').replace(/:$/, '');
}

/** Presses Tab until what has the focus is called `is`. Resolves to all that had it on the way, in order. */
export async function tabTo(page: Page, is: RegExp): Promise<string[]> {
  const passed: string[] = [];
  while (passed.length < MANY) {
    await page.keyboard.press('Tab');
    passed.push(await focused(page));
    if (is.test(passed.at(-1)!)) return passed;
  }
  throw new Error(`never came to ${is}, only to ${passed.join(', ')}`);
}
