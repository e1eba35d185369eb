import { expect, test } from 'vitest';
import type { Person } from '../ports.ts';
import { ANA, BEN, createTestApp } from '../testapp.ts';
import { revokedKey, userKey } from './statekeys.ts';

const NAMELESS: Person = { ownerId: '0'.repeat(32), email: null, roles: ['user'] };

const json = { contentType: 'application/json' };
const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

test('[IDN17] everybody who has signed in is known, by e-mail, with the first and the last time', async () => {
  const { signIn, people, clock } = createTestApp();
  const firstAtMs = clock.nowMs;
  for (const person of [BEN, NAMELESS, ANA]) await signIn(person);
  clock.nowMs += 1000;
  const promoted: Person = { ...BEN, roles: ['admin', 'user'] };
  await signIn(promoted);
  const first = { firstSignInAtMs: firstAtMs, disabled: false };
  expect(await people.all()).toEqual([
    { ...ANA, ...first, lastSignInAtMs: firstAtMs },
    { ...promoted, ...first, lastSignInAtMs: clock.nowMs },
    { ...NAMELESS, ...first, lastSignInAtMs: firstAtMs },
  ]);
});

test('[IDN17] however many they are', async () => {
  const { people, store } = createTestApp();
  for (let i = 0; i < 45; i += 1) {
    const ownerId = String(i).padStart(32, '0');
    const user = { ownerId, email: `${i + 10}@clinic.example`, roles: ['user', 'of a newer build'], firstSignInAtMs: 1, lastSignInAtMs: 2 };
    await store.put(userKey(ownerId), bytesOf(user), json);
  }
  const all = await people.all();
  expect(all.map(({ email }) => email)).toEqual(Array.from({ length: 45 }, (_, i) => `${i + 10}@clinic.example`));
  expect(all[44]!.roles).toEqual(['user']);
});

test('[IDN17] who is shut out is shown so, and what the revocation says is who did it and since when', async () => {
  const { signIn, people, clock, store } = createTestApp();
  await signIn(ANA);
  await signIn(BEN);
  expect(await people.setDisabled(ANA.ownerId, true, BEN.ownerId)).toBe(true);
  expect((await people.all()).map(({ disabled }) => disabled)).toEqual([true, false]);
  const stored = async (): Promise<unknown> => JSON.parse(new TextDecoder().decode(await store.get(revokedKey(ANA.ownerId))));
  expect(await stored()).toEqual({ disabled: true, sinceMs: clock.nowMs, by: BEN.ownerId });
  clock.nowMs += 1000;
  await people.setDisabled(ANA.ownerId, false, BEN.ownerId);
  expect((await people.all()).map(({ disabled }) => disabled)).toEqual([false, false]);
  expect(await stored()).toEqual({ disabled: false, sinceMs: clock.nowMs, by: BEN.ownerId });
});

test('[IDN17] somebody who has never signed in cannot be shut out', async () => {
  const { people, store } = createTestApp();
  expect(await people.setDisabled(ANA.ownerId, true, BEN.ownerId)).toBe(false);
  expect(await store.get(revokedKey(ANA.ownerId))).toBeUndefined();
});

test('[IDN15] a person whose document cannot be read is left out until the next sign-in; a revocation that cannot be read shows as shut out', async () => {
  const { signIn, people, store, lines } = createTestApp();
  await signIn(ANA);
  await signIn(BEN);
  await store.put(userKey(ANA.ownerId), bytesOf('{'), json);
  await store.put(revokedKey(BEN.ownerId), bytesOf({ disabled: 'yes' }), json);
  expect(await people.all()).toMatchObject([{ ownerId: BEN.ownerId, disabled: true }]);
  expect(lines.map(({ event, fields }) => [event, fields?.folder])).toEqual([
    ['record_unreadable', 'users'],
    ['record_unreadable', 'revoked'],
  ]);
  await signIn(ANA);
  expect((await people.all()).map(({ ownerId }) => ownerId)).toEqual([ANA.ownerId, BEN.ownerId]);
});

test('[IDN17] what a newer build has noted of somebody is kept when they sign in', async () => {
  const { signIn, store } = createTestApp();
  await store.put(userKey(ANA.ownerId), bytesOf({ ...ANA, firstSignInAtMs: 1, lastSignInAtMs: 2, language: 'es' }), json);
  await signIn(ANA);
  expect(JSON.parse(new TextDecoder().decode(await store.get(userKey(ANA.ownerId))))).toMatchObject({ firstSignInAtMs: 1, language: 'es' });
});
