import type { Page } from '@playwright/test';
import type { Recording } from '../../src/core/recording.ts';

/**
 * Puts rows of recordings without any audio into the database that `seed` has made, all like the first that is there.
 * `change`: what the n-th has of its own, on top of that.
 */
export async function putRows(page: Page, ownerId: string, count: number, change: (n: number) => Partial<Recording>): Promise<void> {
  await page.evaluate(
    async ({ name, own }) => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      const transaction = db.transaction('recordings', 'readwrite');
      const rows = transaction.objectStore('recordings');
      const read = rows.getAll(null, 1);
      read.onsuccess = () => {
        const first = read.result[0] as { order: number; startedAtMs: number };
        for (const [n, fields] of own.entries()) rows.put({ ...first, id: crypto.randomUUID(), order: 1000 + n, startedAtMs: first.startedAtMs + n * 600_000, ...fields });
      };
      await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
      db.close();
    },
    { name: `holdfast-${ownerId}`, own: Array.from({ length: count }, (_, n) => change(n)) },
  );
}
