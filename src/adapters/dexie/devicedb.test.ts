import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import type { FlagDocument } from '../../wire/flags.ts';
import { createDeviceMemory, DeviceDb } from './devicedb.ts';

const db = new DeviceDb();
const memory = createDeviceMemory(db);
afterEach(() => db.settings.clear());

const document = (version: number): FlagDocument => ({ version, updatedAt: '2026-01-01T00:00:00Z', flags: { enableOfflineRecording: { kill: false, default: true } } });

test('R30 [FLD8] pages and worker share the newest flag document, in whatever order they bring one', async () => {
  await Promise.all([3, 5, 4].map((version) => memory.rememberFlags(document(version))));
  expect((await memory.flags())?.version).toBe(5);
  await memory.rememberFlags(document(1));
  expect((await memory.flags())?.version).toBe(5);
  await db.settings.put({ name: 'flags', value: { version: 9 } });
  expect(await memory.flags()).toBeUndefined();
  await memory.rememberFlags(document(2));
  expect((await memory.flags())?.version).toBe(2);
});

test('B31 [FLD10] a device remembers which clean-ups it has done', async () => {
  expect(await memory.doneCleanups()).toEqual([]);
  for (const id of ['a', 'b', 'a']) await memory.rememberCleanup(id);
  expect(await memory.doneCleanups()).toEqual(['a', 'b']);
});

test('R30 [FLA2] the name that the flag document has for a person is kept with their account', async () => {
  const ownerId = 'a'.repeat(32);
  await memory.remember({ ownerId, email: 'ana@example.org', signedInAtMs: 1 }, 1);
  await memory.remember({ ownerId, email: 'ana@example.org', signedInAtMs: 1, internalHmac: 'ab' }, 2);
  expect(await memory.account()).toEqual({ ownerId, email: 'ana@example.org', internalHmac: 'ab' });
});
