import type { Page } from '@playwright/test';
import { signInAs } from '../../test/build/signin.ts';
import { APP_HEADER } from '../../src/wire/api.ts';
import type { FlagsVersionAnswer } from '../../src/wire/flagadmin.ts';

type Document = FlagsVersionAnswer['document'];

/** An admin at another device. */
export interface FlagsAdmin {
  /** Changes the document that counts, and resolves to its version. */
  edit(change: (document: Document) => void, add?: { email: string; what: 'expired' | 'archived' }): Promise<number>;
  /** Off for everybody. */
  kill(): Promise<number>;
  /** The same, resolving to the document. */
  killed(): Promise<Document>;
  /** On for everybody. */
  on(): Promise<number>;
}

/** Signs in as the demo's admin. */
export async function flagsAdmin(url: string): Promise<FlagsAdmin> {
  const jar = await signInAs(url, 'demo-admin');
  async function ask(method: string, path: string, body?: object, ifMatch?: string): Promise<FlagsVersionAnswer> {
    const headers = { origin: url, 'content-type': 'application/json', [APP_HEADER]: '1', ...(ifMatch && { 'if-match': ifMatch }) };
    const answer = await jar.fetch(`${url}/api/admin/flags${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as FlagsVersionAnswer;
  }
  const edit: FlagsAdmin['edit'] = async (change, add) => {
    const { document, etag } = await ask('GET', '');
    change(document);
    return (await ask('PUT', '', { document, why: 'a test', ...(add && { addCleanups: [add] }) }, etag)).version;
  };
  const kill = () => ask('POST', '/kill', { why: 'a test' });
  return {
    edit,
    kill: async () => (await kill()).version,
    killed: async () => (await kill()).document,
    on: () =>
      edit(({ flags }) => {
        flags.enableOfflineRecording.kill = false;
      }),
  };
}

/** A value of the device's settings as stored, for a page of the app's origin. */
async function stored(page: Page, store: 'settings' | 'telemetry'): Promise<unknown[]> {
  return page.evaluate(
    (name) =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open('holdfast');
        opening.onerror = () => reject(opening.error ?? new Error('cannot open'));
        opening.onsuccess = () => {
          const reading = opening.result.transaction(name).objectStore(name).getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
          };
        };
      }),
    store,
  );
}

/** The version of the flag document that the device has; 0 without one. */
export async function knownVersion(page: Page): Promise<number> {
  const rows = (await stored(page, 'settings')) as { name: string; value: { version: number } }[];
  return rows.find(({ name }) => name === 'flags')?.value.version ?? 0;
}

/** The lines of the device's log about `event`. */
export async function logged(page: Page, event: string): Promise<Record<string, unknown>[]> {
  const rows = (await stored(page, 'telemetry')) as { line: string }[];
  return rows.map(({ line }) => JSON.parse(line) as Record<string, unknown>).filter((line) => line.event === event);
}

/** What a person does who comes back to the app. */
export async function lookAgain(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
}

/** Puts `document` where the device keeps the last good one. */
export async function rememberFlags(page: Page, document: Document): Promise<void> {
  await page.evaluate(
    (value) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('holdfast');
        opening.onerror = () => reject(opening.error ?? new Error('cannot open'));
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('settings', 'readwrite');
          transaction.objectStore('settings').put({ name: 'flags', value });
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    document,
  );
}
