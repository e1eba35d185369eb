import type { Locator, Page } from '@playwright/test';
import type { startDevice } from '../harness/device.ts';
import type { TestServer } from '../harness/server.ts';
import { SAID, type Language } from './said.ts';

/** What a tour goes through, and who looks at each state on the way. */
export interface TourGuide {
  server: TestServer;
  newDevice: typeof startDevice;
  language: Language;
  /** Called in each state, by a name of its own. It may change size, theme and direction, and puts them back. */
  visit(state: string, page: Page): Promise<void>;
}

/** Leads through the states of one part of the app. */
export type Tour = (guide: TourGuide) => Promise<void>;

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/** The words of a tour's language, and its controls on a page. */
export function speak({ language }: TourGuide) {
  const { words, more, locale } = SAID[language];
  return {
    words,
    more,
    locale,
    button: (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true }),
    tab: (page: Page, to: 'record' | 'recordings') => page.locator(`a.tab[href="${to === 'record' ? '/' : '/recordings'}"]`),
  };
}
