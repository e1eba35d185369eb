import { expect, type Locator, type Page } from '@playwright/test';

export type DemoUser = 'admin@clinicalops.co' | 'support@clinicalops.co' | 'doctor@example.org' | 'nurse@example.org';

/** The app as a person sees it. */
export interface AppScreen {
  page: Page;
  record(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Stops, and resolves to the saved milliseconds that the screen then shows. */
  stop(): Promise<number>;
  /** What the screen calls saved while recording, in milliseconds. */
  savedMs(): Promise<number>;
  /** Waits until the screen calls so much saved. */
  waitForSaved(ms: number): Promise<void>;
  /** The items of the list "Recordings", opening its tab on a phone. */
  items(): Promise<Locator>;
}

/** Signs in on a device that knows nobody, or as somebody else, and resolves when the app is ready, also for being offline. */
export async function signIn(page: Page, url: string, user: DemoUser): Promise<AppScreen> {
  await page.goto(`${url}/oidc/signin?returnTo=/`);
  await page.getByRole('button', { name: user }).click();
  return appOn(page);
}

/** The app on a page that shows it, or is about to. */
export async function appOn(page: Page): Promise<AppScreen> {
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await expect(button('Record')).toBeEnabled();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  const shown = async (testId: string) => Number(await page.getByTestId(testId).getAttribute('data-saved-ms'));
  return {
    page,
    async record() {
      await button('Record').click();
      await expect(button('Stop')).toBeEnabled();
    },
    async pause() {
      await button('Pause').click();
      await expect(button('Resume')).toBeEnabled();
    },
    async resume() {
      await button('Resume').click();
      await expect(button('Pause')).toBeEnabled();
    },
    async stop() {
      await button('Stop').click();
      await expect(page.getByTestId('stopped-summary')).toBeVisible();
      return shown('stopped-summary');
    },
    savedMs: () => shown('saved'),
    async waitForSaved(ms) {
      await expect.poll(() => shown('saved'), { timeout: ms + 20_000, intervals: [100] }).toBeGreaterThanOrEqual(ms);
    },
    async items() {
      const tab = page.getByRole('link', { name: /^Recordings/ }).or(page.getByRole('tab', { name: /^Recordings/ }));
      if (await tab.first().isVisible()) await tab.first().click();
      return page.getByRole('list', { name: 'Recordings' }).getByRole('listitem');
    },
  };
}
