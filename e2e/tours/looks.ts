import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';
import { DESKTOP, PHONE } from './tour.ts';

const NARROW = { width: 320, height: 640 };
const RULES: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] };
/** Of a thumb (STYLE and WCAG 2.5.5). */
const TARGET_PX = 44;

/** Rules of WCAG that a page breaks, with the elements; in both themes on a phone, and beside each other on a wide screen. */
export async function brokenRules(page: Page): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const found: string[] = [];
  for (const [colorScheme, size] of [['light', PHONE], ['dark', PHONE], ['dark', DESKTOP]] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    // What can be scrolled out from under the dock counts as hidden by it otherwise.
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await settled(page);
    await page.evaluate(`globalThis.axe === undefined && (() => { ${source} })()`);
    const { violations } = await page.evaluate((rules) => (Reflect.get(globalThis, 'axe') as { run(rules: RunOptions): Promise<AxeResults> }).run(rules), RULES);
    found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${colorScheme} ${size.width}: ${id}: ${html} ${failureSummary}`)));
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(PHONE);
  return found;
}

/** What has to be scrolled sideways on the smallest screen: as it is, with text of twice the size, and written from right to left. */
export async function sideways(page: Page): Promise<string[]> {
  await page.setViewportSize(NARROW);
  const found: string[] = [];
  for (const [dir, size] of [['ltr', ''], ['ltr', '200%'], ['rtl', '200%'], ['rtl', '']] as const) {
    await page.evaluate(
      (to) => {
        document.documentElement.dir = to.dir;
        document.documentElement.style.fontSize = to.size;
      },
      { dir, size },
    );
    await settled(page);
    const wide = await page.evaluate(() => {
      // What is meant for the ear only is as large as a dot.
      const all = [document.documentElement, ...document.querySelectorAll<HTMLElement>('dialog[open], .action, .tab, .pill, .note, .item, .openrow, select')];
      const out = [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1);
      const first = document.documentElement.scrollWidth > innerWidth ? out.slice(0, 3).map(({ tagName, className }) => `${tagName}.${className} sticks out`) : [];
      return first.concat(all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).map(({ tagName, className, textContent, scrollWidth, clientWidth }) => `${tagName}.${className} ${scrollWidth} > ${clientWidth} "${textContent.trim().slice(0, 40)}"`));
    });
    found.push(...wide.map((what) => `${dir} ${size || '100%'}: ${what}`));
  }
  await page.evaluate(() => {
    document.documentElement.dir = 'ltr';
    document.documentElement.style.fontSize = '';
  });
  await page.setViewportSize(PHONE);
  return found;
}

/** Where the list is not beside the recorder on a wide screen, though both are there. */
export async function notBeside(page: Page): Promise<string[]> {
  await page.setViewportSize(DESKTOP);
  await settled(page);
  const found = await page.evaluate(() => {
    const [recorder, library] = ['.recorder', '.library'].map((part) => document.querySelector(part)?.getBoundingClientRect());
    if (!recorder || !library || library.left >= recorder.right) return [];
    return [`the recorder ends at ${recorder.right}, the list begins at ${library.left}`];
  });
  await page.setViewportSize(PHONE);
  return found;
}

/** Controls on a phone that a thumb misses, and main buttons that it does not reach. */
export async function outOfReach(page: Page): Promise<string[]> {
  await settled(page);
  return page.evaluate((least) => {
    const found: string[] = [];
    const above = document.querySelector('dialog[open]') ?? document;
    for (const one of above.querySelectorAll<HTMLElement>('button, summary, select, input, textarea, a.action, a.tab, nav a')) {
      const target = one instanceof HTMLInputElement && (one.type === 'checkbox' || one.type === 'radio') ? (one.closest('label') ?? one) : one;
      const { width, height } = target.getBoundingClientRect();
      if (width === 0) continue;
      if (height < least - 0.5 || width < least - 0.5) found.push(`${one.tagName}.${one.className} is ${width.toFixed(0)} × ${height.toFixed(0)}: "${one.textContent.slice(0, 40)}"`);
    }
    for (const one of above.querySelectorAll<HTMLElement>('.dock .action')) {
      const { top, bottom } = one.getBoundingClientRect();
      if (top < innerHeight / 2 || bottom > innerHeight) found.push(`"${one.textContent}" is at ${top.toFixed(0)} to ${bottom.toFixed(0)} of ${innerHeight}`);
    }
    return found;
  }, TARGET_PX);
}

/** What moves for somebody who has asked that nothing does. */
export async function moving(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await settled(page);
  const found = await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').map((animation) => (animation as CSSAnimation).animationName));
  await page.emulateMedia({ reducedMotion: null });
  return found;
}

/** Waits until a change of size or theme is on the screen. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // A tab behind another may draw nothing at all.
  await page.bringToFront();
  // A page whose clock stands still draws no frames for scripts.
  await page.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } });
}
