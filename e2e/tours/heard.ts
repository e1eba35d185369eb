import type { Page } from '@playwright/test';

/**
 * Runs in every page before anything else: notes what its live regions say, as a screen reader speaks it: the whole text
 * of a region when it has changed and is not busy any more, alerts also when they come.
 */
export function noteSpoken(): void {
  const spoken: string[] = [];
  Reflect.set(globalThis, 'spoken', spoken);
  const LIVE = 'output, [role=status], [role=alert], [role=log], [aria-live]';
  const last = new Map<Element, string>();
  const isQuiet = (region: Element) => region.getAttribute('aria-live') === 'off' || region.closest('[aria-busy=true]') !== null;
  const look = (): void => {
    for (const region of last.keys()) if (!region.isConnected) last.delete(region);
    for (const region of document.querySelectorAll(LIVE)) {
      if (isQuiet(region)) continue;
      const text = region.textContent.replace(/\s+/g, ' ').trim();
      const before = last.get(region);
      last.set(region, text);
      // A polite region that comes with its text is not spoken.
      const isNew = before === undefined && region.getAttribute('role') !== 'alert';
      if (!isNew && text !== '' && text !== before) spoken.push(text);
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

/** What was spoken so far, on a page with `noteSpoken`. */
export async function spokenOn(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(Reflect.get(globalThis, 'spoken') as string[])]);
}
