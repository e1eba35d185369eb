import { expect, test } from 'vitest';
import { StoreError, type ObjectStore } from '../ports.ts';
import { ANA, BEN, createTestApp } from '../testapp.ts';
import { createIdentity } from './identity.ts';
import { revokedKey } from './statekeys.ts';
import { sessionRequest } from './testrequests.ts';

/** Two servers on one store: at one somebody works, at the other an admin. */
async function setUp() {
  const reads: string[] = [];
  const down = { is: false };
  const app = createTestApp({
    wrap: (store) => ({
      ...store,
      async get(key) {
        if (key.startsWith('state/revoked/')) {
          reads.push(key);
          if (down.is) throw new StoreError('down', { status: 503 });
        }
        return store.get(key);
      },
    }),
  });
  const there = createIdentity({ store: app.store, clock: () => app.clock.nowMs, log: () => undefined });
  const { session, grant } = await app.signIn(ANA);
  reads.length = 0;
  /** Whether Ana is in: by her session, by her grant. */
  const isIn = async (cookies = { session, grant }, { sessions } = app as Pick<typeof app, 'sessions'>) => [
    (await sessions.person(sessionRequest(cookies.session))) !== undefined,
    (await sessions.uploaders(sessionRequest(cookies.grant))).length === 1,
  ];
  const setDisabled = async (disabled: boolean) => expect(await there.people.setDisabled(ANA.ownerId, disabled, BEN.ownerId)).toBe(true);
  return { ...app, there, session, grant, reads, down, isIn, setDisabled };
}

test('[IDN9] who is shut out is out with session and grant within 30 seconds, on a server that has just let them in', async () => {
  const { isIn, setDisabled, clock } = await setUp();
  expect(await isIn()).toEqual([true, true]);
  await setDisabled(true);
  clock.nowMs += 30_000;
  expect(await isIn()).toEqual([false, false]);
});

test('[IDN9] on the admin’s own server they are out at once', async () => {
  const { isIn, setDisabled, there } = await setUp();
  expect(await isIn(undefined, there)).toEqual([true, true]);
  await setDisabled(true);
  expect(await isIn(undefined, there)).toEqual([false, false]);
});

test('[IDN9] who is shut out is refused by every route that needs somebody', async () => {
  const { ask, session, grant, setDisabled, clock } = await setUp();
  await setDisabled(true);
  clock.nowMs += 30_000;
  expect((await ask(session, 'GET', '/api/keys')).status).toBe(401);
  expect((await ask(`${session}; ${grant}`, 'POST', '/api/uploads', {})).status).toBe(401);
});

test('[IDN9] who is shut out cannot sign in, which opens nothing and ends nothing', async () => {
  const { sessions, setDisabled, store, session, signIn } = await setUp();
  const ben = await signIn(BEN);
  await setDisabled(true);
  const before = await contents(store);
  expect(await sessions.open(sessionRequest(`${ben.session}; ${session}`, '/oidc/callback'), ANA)).toBeUndefined();
  expect(await contents(store)).toEqual(before);
});

test('[IDN10] who is let in again has to sign in anew, and is in at once on every server', async () => {
  const { isIn, setDisabled, clock, signIn, there } = await setUp();
  await setDisabled(true);
  clock.nowMs += 40_000;
  // Remembered as shut out, and never met on the other server: their documents are still there.
  expect(await isIn(undefined, there)).toEqual([false, false]);
  await setDisabled(false);
  expect(await isIn()).toEqual([false, false]);
  const anew = await signIn(ANA);
  expect(await isIn(anew)).toEqual([true, true]);
  expect(await isIn(anew, there)).toEqual([true, true]);
  expect(await isIn()).toEqual([false, false]);
});

test('[IDN10] a server that remembers them as shut out lets in who has signed in anew at another', async () => {
  const { isIn, setDisabled, clock, there } = await setUp();
  await setDisabled(true);
  clock.nowMs += 30_000;
  expect(await isIn()).toEqual([false, false]);
  await setDisabled(false);
  clock.nowMs += 1_000;
  const [session, grant] = (await there.sessions.open(sessionRequest('', '/oidc/callback'), ANA))!.map((cookie) => cookie.split(';')[0]!) as [string, string];
  expect(await isIn({ session, grant })).toEqual([true, true]);
});

test('[IDN10] what was opened while a server did not know yet of the shutting out is dead for good', async () => {
  const { isIn, clock, store, setDisabled, there } = await setUp();
  // A sign-in that has read before the admin wrote, and writes after.
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const slow = createIdentity({ store: { ...store, put: (...args) => held.then(() => store.put(...args)) }, clock: () => clock.nowMs, log: () => undefined });
  const opening = slow.sessions.open(sessionRequest('', '/oidc/callback'), ANA);
  clock.nowMs += 5;
  await setDisabled(true);
  release();
  const [session, grant] = (await opening)!.map((cookie) => cookie.split(';')[0]!) as [string, string];
  clock.nowMs += 60_000;
  // Met on one server while shut out, on the other only when let in again.
  expect(await isIn({ session: '', grant })).toEqual([false, false]);
  await setDisabled(false);
  expect(await isIn({ session, grant }, there)).toEqual([false, false]);
});

test('[IDN10] a clock that is behind the admin’s server does not make a session that is born dead', async () => {
  const { setDisabled, clock, signIn, isIn } = await setUp();
  await setDisabled(true);
  await setDisabled(false);
  clock.nowMs -= 2_000;
  expect(await isIn(await signIn(ANA))).toEqual([true, true]);
});

test('[IDN11] the store is asked once in 30 seconds about one person, for session and grant together', async () => {
  const { isIn, clock, reads } = await setUp();
  for (let second = 0; second < 30; second += 1) {
    await isIn();
    clock.nowMs += 1_000;
  }
  expect(reads).toEqual([]);
  await Promise.all([isIn(), isIn(), isIn()]);
  expect(reads).toEqual([revokedKey(ANA.ownerId)]);
});

test('[IDN11] out of reach, the last answer counts for 60 seconds, then the request is refused', async () => {
  const { isIn, ask, session, down, clock } = await setUp();
  await isIn();
  down.is = true;
  clock.nowMs += 59_999;
  expect(await isIn()).toEqual([true, true]);
  clock.nowMs += 1;
  await expect(isIn()).rejects.toBeInstanceOf(StoreError);
  expect((await ask(session, 'GET', '/api/session')).status).toBe(503);
  down.is = false;
  expect(await isIn()).toEqual([true, true]);
});

test('[IDN11] a clock that was set back makes the answer old', async () => {
  const { isIn, clock, setDisabled } = await setUp();
  await isIn();
  await setDisabled(true);
  clock.nowMs -= 1;
  expect(await isIn()).toEqual([false, false]);
});

test('[IDN15] a revocation that nobody can read lets nobody in, until an admin writes it anew', async () => {
  const { isIn, store, clock, sessions, setDisabled, signIn } = await setUp();
  await store.put(revokedKey(ANA.ownerId), new TextEncoder().encode('{'), { contentType: 'application/json' });
  clock.nowMs += 60_000;
  await expect(isIn()).rejects.toBeInstanceOf(StoreError);
  await expect(sessions.open(sessionRequest(''), ANA)).rejects.toBeInstanceOf(StoreError);
  await setDisabled(false);
  expect(await isIn(await signIn(ANA))).toEqual([true, true]);
});

async function contents(store: ObjectStore): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for await (const { key } of store.list('')) all[key] = new TextDecoder().decode(await store.get(key));
  return all;
}
