import { ABILITIES, PERMISSIONS, type Ability, type PermissionName } from './report.ts';

const TYPES = ['audio/webm;codecs=opus', 'audio/mp4;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/ogg;codecs=opus'];
const PROBE = 'holdfast-probe';

/** What this browser can record, best first. */
export function recorderTypes(): string[] {
  return 'MediaRecorder' in globalThis ? TYPES.filter((type) => MediaRecorder.isTypeSupported(type)) : [];
}

/** What this browser can do of all that Holdfast makes use of. */
export async function abilitiesOf(): Promise<Record<Ability, boolean | null>> {
  const has: Record<Exclude<Ability, 'keyStorage'>, boolean> = {
    secure: isSecureContext,
    sealing: globalThis.crypto?.subtle !== undefined,
    locks: 'locks' in navigator,
    worker: 'serviceWorker' in navigator,
    backgroundSync: 'SyncManager' in globalThis,
    wakeLock: 'wakeLock' in navigator,
    keep: 'storage' in navigator && 'persist' in navigator.storage,
    badge: 'setAppBadge' in navigator,
    notifications: 'Notification' in globalThis,
  };
  const keyStorage = await storesKeys().catch(() => false);
  return Object.fromEntries(ABILITIES.map((name) => [name, name === 'keyStorage' ? keyStorage : has[name]])) as Record<Ability, boolean | null>;
}

/** What the person, or the browser by itself, has allowed; null where it cannot be asked. */
export async function permissionsOf(): Promise<Record<PermissionName, PermissionState | null>> {
  const asked = PERMISSIONS.map(async (name) => {
    const status = await navigator.permissions?.query({ name: name as globalThis.PermissionName }).catch(() => undefined);
    return [name, status?.state ?? null] as const;
  });
  return Object.fromEntries(await Promise.all(asked)) as Record<PermissionName, PermissionState | null>;
}

/** Whether a key that no script can read survives in a database: some refuse it in private windows. */
async function storesKeys(): Promise<boolean> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('refused'));
    });
  const opening = indexedDB.open(PROBE);
  opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
  const db = await done(opening);
  try {
    const keys = db.transaction('keys', 'readwrite').objectStore('keys');
    await done(keys.put(key, 1));
    return (await done(keys.get(1))) instanceof CryptoKey;
  } finally {
    db.close();
    indexedDB.deleteDatabase(PROBE);
  }
}
