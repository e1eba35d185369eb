import { expect, type Locator, type Page } from '@playwright/test';

/** The library as a person uses it. */
export interface LibraryScreen {
  /** The list, opened on a phone by its tab. */
  open(): Promise<void>;
  items: Locator;
  item(id: string): Locator;
  filter(name: 'All' | 'Waiting' | 'Sent' | 'Failed'): Locator;
  search: Locator;
  order: Locator;
  /** Unfolds what can be done with an item. */
  more(item: Locator): Promise<void>;
}

export function libraryOn(page: Page): LibraryScreen {
  const list = page.getByRole('list', { name: 'Recordings' });
  return {
    async open() {
      const tab = page.getByRole('link', { name: /^Recordings/ });
      if (await tab.isVisible()) await tab.click();
      await expect(page.getByRole('heading', { name: 'Recordings' })).toBeVisible();
    },
    items: list.locator('li.item'),
    item: (id) => list.locator(`li[data-recording-id="${id}"]`),
    filter: (name) => page.getByRole('group', { name: 'Which recordings' }).getByRole('button', { name: new RegExp(`^${name}`) }),
    search: page.getByRole('searchbox', { name: 'Search the recordings' }),
    order: page.getByRole('combobox', { name: 'Order' }),
    async more(item) {
      await item.getByRole('button', { name: 'More', exact: true }).click();
    },
  };
}
