import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { storeKeys } from '../harness/archive.ts';

export type BuildName = 'older' | 'newer';

/** Which build a page runs. */
export async function runningBuild(page: Page): Promise<BuildName> {
  return page.evaluate(() => (Reflect.get(globalThis, 'runningBuild') as 'newer' | undefined) ?? 'older');
}

/** Waits until the browser has fetched the worker that is deployed now and keeps it for when the last page has closed. */
export async function fetchedUpdate(page: Page): Promise<void> {
  await page.reload();
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state), { timeout: 20_000, intervals: [100] })
    .toBe('installed');
}

/** Waits until the worker of a build has taken over. */
export async function workerTakesOver(context: BrowserContext, build: BuildName): Promise<void> {
  const working = async () => {
    const states = context.serviceWorkers().map((worker) =>
      worker
        .evaluate(() => {
          const { serviceWorker } = globalThis as unknown as { serviceWorker: ServiceWorker };
          return serviceWorker.state === 'activated' ? ((Reflect.get(globalThis, 'runningBuild') as 'newer' | undefined) ?? 'older') : serviceWorker.state;
        })
        .catch(() => 'gone'),
    );
    return Promise.all(states);
  };
  await expect.poll(working, { timeout: 20_000, intervals: [100] }).toContain(build);
}

/** What lies in the owner's database, as it is. */
export interface Stored {
  /** The browser's number of its version. */
  version: number;
  recordings: { id: string; state: string; order: number; appVersion: string; room?: string; manifestSha256: string | null }[];
  takes: { recordingId: string; take: number; gainDb?: number }[];
  places: { recordingId: string; atMs: number; label: string }[];
  manifests: { recordingId: string; sha256: string; text: string }[];
  /** How many recordings the added index has in each state. */
  byState: Record<string, number>;
  /** The tables of the device's other database. */
  deviceTables: string[];
}

/** Reads the databases of the only owner on this device without the app's help. */
export async function stored(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('cannot read'));
      });
    const name = (await indexedDB.databases()).map((each) => each.name!).find((each) => /^holdfast-[0-9a-f]{32}$/.test(each))!;
    const device = await done(indexedDB.open('holdfast'));
    const deviceTables = [...device.objectStoreNames];
    device.close();
    const db = await done(indexedDB.open(name));
    const transaction = db.transaction(db.objectStoreNames);
    const rows = <K extends 'recordings' | 'takes' | 'places'>(table: K) => done(transaction.objectStore(table).getAll()) as Promise<Stored[K]>;
    const frozen = done(transaction.objectStore('manifests').getAll()) as Promise<{ recordingId: string; sha256: string; bytes: ArrayBuffer }[]>;
    const states = done(transaction.objectStore('recordings').index('state').getAll()) as Promise<Stored['recordings']>;
    const [recordings, takes, places, manifests, indexed] = await Promise.all([rows('recordings'), rows('takes'), rows('places'), frozen, states]);
    const { version } = db;
    db.close();
    const byState: Record<string, number> = {};
    for (const { state } of indexed) byState[state] = (byState[state] ?? 0) + 1;
    const texts = manifests.map(({ recordingId, sha256, bytes }) => ({ recordingId, sha256, text: new TextDecoder().decode(bytes) }));
    return { version, recordings: recordings.toSorted((a, b) => a.order - b.order), takes, places, manifests: texts, byState, deviceTables };
  });
}

/** The manifest of a recording as the service has stored it. */
export async function receivedManifest(dataDir: string, recordingId: string): Promise<Stored['manifests'][number]> {
  const keys = (await storeKeys(dataDir, 'ingest/')).filter((key) => key.includes(`/${recordingId}/manifest-`));
  expect(keys).toHaveLength(1);
  return { recordingId, sha256: /manifest-([0-9a-f]{64})\.json$/.exec(keys[0]!)![1]!, text: await readFile(join(dataDir, 'store', keys[0]!), 'utf8') };
}
