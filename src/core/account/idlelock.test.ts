import { expect, test } from 'vitest';
import { createTestClock, ownerId } from '../../../test/bench/device.ts';
import { createIdleLock, type PresenceMemory } from './idlelock.ts';
import type { Presence } from './presence.ts';

const MINUTE_MS = 60_000;
const LIMIT_MS = 10 * MINUTE_MS;
const SIGNED_IN_AT_MS = 5;

/** The row of one device, and pages on it, each with a lock of its own, all on one clock. */
function createRow() {
  const clock = createTestClock();
  let row: Presence | undefined = { ownerId, signedInAtMs: SIGNED_IN_AT_MS, lastActiveAtMs: clock.nowMs(), locked: false };
  let writes = 0;
  let broken = false;
  const change = async (to: (row: Presence) => Presence) => {
    if (broken) throw new Error('broken');
    if (row) {
      const next = to(row);
      if (next !== row) writes += 1;
      row = next;
    }
    return row;
  };
  const memory: PresenceMemory = {
    presence: async () => row,
    rememberActive: (_, atMs) => change((known) => (known.locked ? known : { ...known, lastActiveAtMs: atMs })),
    rememberLocked: (_, knownActiveAtMs) => change((known) => (known.locked || known.lastActiveAtMs > knownActiveAtMs ? known : { ...known, locked: true })),
  };
  return {
    clock,
    row: () => row,
    writes: () => writes,
    breakDown: () => (broken = true),
    signInAgain: () => (row = { ownerId, signedInAtMs: SIGNED_IN_AT_MS + 1, lastActiveAtMs: clock.nowMs(), locked: false }),
    openPage(limitMs = LIMIT_MS) {
      const changes: boolean[] = [];
      const lock = createIdleLock({ clock, memory, ownerId, limitMs: () => limitMs, onChange: (locked) => changes.push(locked) }, row);
      return { ...lock, changes };
    },
  };
}

test('[LCK1] a page locks when nobody has touched it for the time that is set, and not a moment before', async () => {
  const { clock, openPage, row } = createRow();
  const page = openPage();
  clock.pass(LIMIT_MS - 1);
  await page.look();
  expect(page.locked()).toBe(false);
  clock.pass(1);
  await page.look();
  expect(page.changes).toEqual([true]);
  expect(row()!.locked).toBe(true);
});

test('[LCK1] every touch begins the time anew; a limit of 0 never ends', async () => {
  const { clock, openPage } = createRow();
  const page = openPage();
  for (let i = 0; i < 5; i += 1) {
    clock.pass(LIMIT_MS - 1);
    page.touch();
    await page.look();
  }
  expect(page.locked()).toBe(false);
  const open = openPage(0);
  clock.pass(100 * LIMIT_MS);
  await open.look();
  open.touch();
  expect(open.locked()).toBe(false);
});

test('[LCK4] the first touch after too long finds the page locked at once, and touching a locked page does nothing', async () => {
  const { clock, openPage, row } = createRow();
  const page = openPage();
  clock.pass(LIMIT_MS);
  page.touch();
  expect(page.locked()).toBe(true);
  const lastActiveAtMs = row()!.lastActiveAtMs;
  page.touch();
  page.flush();
  await page.look();
  expect(row()).toMatchObject({ locked: true, lastActiveAtMs });
});

test('[LCK3] the lock is there after a reload, and a page that was closed unlocked opens locked when it was left for too long', async () => {
  const { clock, openPage } = createRow();
  const first = openPage();
  clock.pass(MINUTE_MS);
  first.touch();
  first.flush();
  clock.pass(LIMIT_MS - 1);
  const second = openPage();
  await second.look();
  expect(second.locked()).toBe(false);
  clock.pass(1);
  const third = openPage();
  const looking = third.look();
  expect(third.locked()).toBe(true);
  await looking;
  expect(openPage().locked()).toBe(true);
});

test('[LCK3] touches are written down at most every quarter of a minute, and before the page may go away', () => {
  const { clock, openPage, row, writes } = createRow();
  const page = openPage();
  for (let i = 0; i < 30; i += 1) {
    clock.pass(1_000);
    page.touch();
  }
  expect(writes()).toBe(2);
  clock.pass(1_000);
  page.touch();
  page.flush();
  page.flush();
  expect(writes()).toBe(3);
  expect(row()!.lastActiveAtMs).toBe(clock.nowMs());
});

test('[LCK5] in an open page either clock tells: the one that was set and the one that stood still in a sleep', async () => {
  const set = createRow();
  const page = set.openPage();
  set.clock.jump(-LIMIT_MS / 20);
  set.clock.pass(LIMIT_MS);
  await page.look();
  expect(page.locked()).toBe(true);
  const slept = createRow();
  const sleeper = slept.openPage();
  slept.clock.jump(LIMIT_MS);
  sleeper.touch();
  expect(sleeper.locked()).toBe(true);
});

test('[LCK5] a page that is opened under a clock that was set back is locked', async () => {
  const { clock, openPage } = createRow();
  clock.jump(-2 * MINUTE_MS);
  const page = openPage();
  await page.look();
  expect(page.locked()).toBe(true);
});

test('[LCK6] somebody at another page of the device keeps this one open; left by both, they lock together', async () => {
  const { clock, openPage, row } = createRow();
  const [hidden, seen] = [openPage(), openPage()];
  for (let i = 0; i < 20; i += 1) {
    clock.pass(MINUTE_MS);
    seen.touch();
  }
  await hidden.look();
  expect(hidden.locked()).toBe(false);
  clock.pass(LIMIT_MS);
  await seen.look();
  hidden.follow(row());
  expect(hidden.locked()).toBe(true);
});

test('[LCK6] a row that is older than what the page knows opens nothing, a later sign-in does', async () => {
  const { clock, openPage, row, signInAgain } = createRow();
  const page = openPage();
  const old = row();
  clock.pass(LIMIT_MS);
  await page.look();
  page.follow(old);
  page.follow(undefined);
  page.follow({ ...old!, ownerId: 'f'.repeat(32), lastActiveAtMs: clock.nowMs() });
  expect(page.locked()).toBe(true);
  signInAgain();
  page.follow(row());
  expect(page.changes).toEqual([true, false]);
  clock.pass(LIMIT_MS);
  await page.look();
  expect(page.locked()).toBe(true);
});

test('[LCK7] a database that fails does not keep a page from locking', async () => {
  const { clock, openPage, breakDown } = createRow();
  const page = openPage();
  breakDown();
  clock.pass(LIMIT_MS - 1);
  page.touch();
  page.flush();
  clock.pass(LIMIT_MS);
  await page.look();
  expect(page.locked()).toBe(true);
});
