import type { Page } from '@playwright/test';

/** Chromium's limit on what one origin may keep, which is what a full disk makes smaller too. */
export interface Quota {
  /** As much as the origin uses now, and `bytes` more or less. */
  leave(bytes: number): Promise<void>;
  /**
   * The same, and never more than the limit was before. To be called again and again while a full device is waited for:
   * the browser's database gives back megabytes of its own log at a time it likes, which would be room.
   */
  tighten(bytes: number): Promise<void>;
  /** No limit any more. */
  lift(): Promise<void>;
}

/** The quota of the origin that `page` shows. */
export async function quotaOf(page: Page): Promise<Quota> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const usage = () => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  let limit = Infinity;
  const set = async (quotaSize: number) => {
    limit = quotaSize;
    await session.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize < Infinity ? { quotaSize } : {}) });
  };
  return {
    leave: async (bytes) => set((await usage()) + bytes),
    async tighten(bytes) {
      const wanted = (await usage()) + bytes;
      if (wanted < limit) await set(wanted);
    },
    lift: () => set(Infinity),
  };
}
