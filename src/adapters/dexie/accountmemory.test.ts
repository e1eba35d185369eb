import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeviceMemory, DeviceDb, type DeviceMemory } from './devicedb.ts';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const NOW = 1_700_000_000_000;
const doctor = { ownerId: A, email: 'doctor@example.org', signedInAtMs: 10 };
const nurse = { ownerId: B, email: 'nurse@example.org', signedInAtMs: 20 };

let db: DeviceDb;
let memory: DeviceMemory;
beforeEach(() => {
  db = new DeviceDb();
  memory = createDeviceMemory(db);
});
afterEach(() => db.delete());

/** Everything that the device's database holds, as text. */
async function everything(): Promise<string> {
  return JSON.stringify(await Promise.all(db.tables.map((table) => table.toArray())));
}

test('[ACC3] after a sign-out no name or e-mail is left, and the owner still counts as one who may have audio here', async () => {
  await memory.remember(doctor, NOW);
  expect(await everything()).toContain('doctor@example.org');
  await memory.signOut(A);
  expect(await everything()).not.toContain('example.org');
  expect(await memory.account()).toBeUndefined();
  expect(await memory.presence()).toBeUndefined();
  expect(await memory.owners()).toEqual([A]);
});

test('[ACC2] a sign-out is pending with the moment of its sign-in, and only that one is forgotten', async () => {
  await memory.remember(doctor, NOW);
  await memory.signOut(A);
  expect(await memory.pendingSignOut()).toEqual({ ownerId: A, signedInAtMs: 10 });
  await memory.forgetPendingSignOut({ ownerId: A, signedInAtMs: 9 });
  await memory.forgetPendingSignOut({ ownerId: B, signedInAtMs: 10 });
  expect(await memory.pendingSignOut()).toBeDefined();
  await memory.forgetPendingSignOut({ ownerId: A, signedInAtMs: 10 });
  expect(await memory.pendingSignOut()).toBeUndefined();
});

test('[ACC5] who signs in takes the place of who was there, and only their e-mail is kept, also of what older builds have noted', async () => {
  await db.owners.put({ ownerId: 'c'.repeat(32), email: 'old@example.org' });
  await memory.remember(doctor, NOW);
  await memory.remember(nurse, NOW);
  expect(await memory.account()).toEqual({ ownerId: B, email: 'nurse@example.org' });
  expect((await everything()).match(/[a-z]+@example\.org/g)).toEqual(['nurse@example.org']);
  expect((await memory.owners()).toSorted()).toEqual([A, B, 'c'.repeat(32)]);
  // A page of the first, which does not know yet, signs nobody out.
  await memory.signOut(A);
  expect(await memory.account()).toEqual({ ownerId: B, email: 'nurse@example.org' });
  expect(await memory.pendingSignOut()).toBeUndefined();
});

test('[ACC4] an answer of the server that comes after the sign-out does not bring the person back', async () => {
  await memory.remember(doctor, NOW);
  expect(await memory.remember(nurse, NOW, A)).toMatchObject({ ownerId: B });
  await memory.signOut(B);
  expect(await memory.remember(doctor, NOW, A)).toBeUndefined();
  expect(await memory.remember(nurse, NOW, B)).toBeUndefined();
  expect(await everything()).not.toContain('example.org');
});

test('[LCK3] [LCK6] the lock and the last touch are kept, for their owner only, and another page that saw somebody wins', async () => {
  await memory.remember(doctor, NOW);
  expect(await memory.rememberActive(A, NOW + 5)).toMatchObject({ lastActiveAtMs: NOW + 5, locked: false });
  expect(await memory.rememberLocked(A, NOW)).toMatchObject({ locked: false });
  expect(await memory.rememberLocked(B, NOW + 9)).toMatchObject({ ownerId: A, locked: false });
  expect(await memory.rememberLocked(A, NOW + 5)).toMatchObject({ locked: true });
  expect(await memory.rememberActive(A, NOW + 60)).toMatchObject({ locked: true, lastActiveAtMs: NOW + 5 });
  await memory.remember(doctor, NOW + 70);
  expect(await createDeviceMemory(db).presence()).toEqual({ ownerId: A, signedInAtMs: 10, lastActiveAtMs: NOW + 5, locked: true });
});

test('[LCK2] a later sign-in of the same person unlocks', async () => {
  await memory.remember(doctor, NOW);
  await memory.rememberLocked(A, NOW);
  await memory.remember({ ...doctor, signedInAtMs: 11 }, NOW + 100);
  expect(await memory.presence()).toEqual({ ownerId: A, signedInAtMs: 11, lastActiveAtMs: NOW + 100, locked: false });
});
