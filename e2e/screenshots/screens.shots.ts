import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from '../harness/fixtures.ts';
import type { Language } from '../tours/said.ts';
import { settled } from '../tours/looks.ts';
import { DESKTOP, PHONE } from '../tours/tour.ts';
import { TOURS } from '../tours/tours.ts';

// Pictures of every state for docs/screens/: `npm run screens`.

const FOLDER = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const LANGUAGES: Language[] = ['en', 'es'];
const THEMES = ['light', 'dark'] as const;
const SIZES = { phone: PHONE, desktop: DESKTOP };
/** Enough for words, small enough for a repository. */
const QUALITY = 30;
/** Of a picture to the screen. */
const SCALES = { phone: 0.8, desktop: 0.6 };

for (const language of LANGUAGES) {
  for (const [part, tour] of TOURS) {
    test(`${part} in ${language}`, async ({ server, newDevice }) => {
      await mkdir(FOLDER, { recursive: true });
      let taken = 0;
      await tour({
        server,
        newDevice,
        language,
        async visit(state, page) {
          for (const theme of THEMES) {
            for (const [size, viewport] of Object.entries(SIZES) as [keyof typeof SIZES, (typeof SIZES)[keyof typeof SIZES]][]) {
              await page.emulateMedia({ colorScheme: theme });
              await page.setViewportSize(viewport);
              await settled(page);
              await writeFile(join(FOLDER, `${state}.${language}.${theme}.${size}.webp`), await pictureOf(page, size));
              taken += 1;
            }
          }
          await page.emulateMedia({ colorScheme: null });
          await page.setViewportSize(PHONE);
        },
      });
      expect(taken).toBeGreaterThan(0);
    });
  }
}

const connections = new WeakMap<Page, CDPSession>();

/** What is on the screen, as WebP: a third of what PNG takes. */
async function pictureOf(page: Page, size: keyof typeof SIZES): Promise<Buffer> {
  // One for each page: closing it would end what Playwright emulates.
  const devtools = connections.get(page) ?? (await page.context().newCDPSession(page));
  connections.set(page, devtools);
  const { width, height } = SIZES[size];
  const [x, y] = await page.evaluate(() => [scrollX, scrollY]);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY, clip: { x: x!, y: y!, width, height, scale: SCALES[size] } });
  return Buffer.from(data, 'base64');
}
