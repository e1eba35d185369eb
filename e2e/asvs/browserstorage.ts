import type { Page } from '@playwright/test';

/**
 * Everything that a script of the page's origin can read of what the browser keeps or shows, as one text: databases, cookies,
 * storages, caches, addresses and the page itself. Bytes stand as Latin-1.
 */
export async function readableIn(page: Page): Promise<string> {
  return Object.values(await readIn(page)).join('\n');
}

/** The same of the databases alone, without the app's own code. */
export async function databasesIn(page: Page): Promise<string> {
  return (await readIn(page)).databases;
}

async function readIn(page: Page): Promise<{ databases: string; others: string }> {
  return page.evaluate(async () => {
    const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('');
    const textOf = async (value: unknown): Promise<string> => {
      if (value instanceof ArrayBuffer) return latin1(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return latin1(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      if (value instanceof Blob) return latin1(new Uint8Array(await value.arrayBuffer()));
      if (value instanceof CryptoKey) return `a key, extractable: ${value.extractable}`;
      if (value instanceof Map) return textOf([...value]);
      if (typeof value === 'object' && value !== null) return (await Promise.all(Object.entries(value).map(async ([name, each]) => `${name}=${await textOf(each)}`))).join(' ');
      return String(value);
    };
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
    const databases: string[] = [];
    const others = [document.cookie, location.href, document.referrer, window.name, await textOf(history.state), document.documentElement.outerHTML];
    others.push(await textOf({ ...localStorage }), await textOf({ ...sessionStorage }), await textOf(performance.getEntries().map(({ name }) => name)));
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name!));
      for (const store of db.objectStoreNames) {
        const objects = db.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(objects.getAllKeys()), done(objects.getAll())]);
        databases.push(`${name}/${store}`, await textOf(keys), await textOf(values));
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const kept = await cache.match(request);
        // Headers as well: a page may be kept with what it came with.
        others.push(request.url, await textOf(kept && Object.fromEntries(kept.headers)), (await kept?.text()) ?? '');
      }
    }
    return { databases: databases.join('\n'), others: others.join('\n') };
  });
}
