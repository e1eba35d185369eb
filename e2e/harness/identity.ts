import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Recording } from '../../src/core/recording.ts';

/** What the service knows to be alive, as the kinds of its documents: `session`, `grant` and what belongs to them. */
export async function liveKinds(dataDir: string): Promise<string[]> {
  const names = await readdir(join(dataDir, 'store/state/sessions')).catch(() => []);
  return names.flatMap((name) => /^(session|grant)-/.exec(name)?.[1] ?? []).sort();
}

/** Ends every session, or every upload grant, on the service's side, as time or an admin would. */
export async function endAll(dataDir: string, kind: 'session' | 'grant'): Promise<void> {
  const folder = join(dataDir, 'store/state/sessions');
  for (const name of await readdir(folder)) if (name.startsWith(`${kind}-`)) await rm(join(folder, name));
}

/** Whose session the page's cookies back; null for nobody's. */
export async function ownerOf(page: Page): Promise<string | null> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/session');
    return answer.ok ? ((await answer.json()) as { ownerId: string }).ownerId : null;
  });
}

/** How many rows each table of an owner's database has, as a script of the origin reads them. */
export async function rowsOf(page: Page, ownerId: string): Promise<Record<string, number>> {
  return page.evaluate(async (name) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error('cannot open'));
    });
    const counts = await Promise.all(
      [...db.objectStoreNames].map(
        (table) =>
          new Promise<[string, number]>((resolve, reject) => {
            const counting = db.transaction(table).objectStore(table).count();
            counting.onsuccess = () => resolve([table, counting.result]);
            counting.onerror = () => reject(counting.error ?? new Error('cannot count'));
          }),
      ),
    );
    db.close();
    return Object.fromEntries(counts);
  }, `holdfast-${ownerId}`);
}

/** The recordings in an owner's database, as rows. */
export async function storedRecordings(page: Page, ownerId: string): Promise<Recording[]> {
  return page.evaluate(
    (name) =>
      new Promise<Recording[]>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error ?? new Error('cannot open'));
        opening.onsuccess = () => {
          const reading = opening.result.transaction('recordings').objectStore('recordings').getAll();
          reading.onerror = () => reject(reading.error ?? new Error('cannot read'));
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result as Recording[]);
          };
        };
      }),
    `holdfast-${ownerId}`,
  );
}
