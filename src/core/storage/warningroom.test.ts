import { expect, test } from 'vitest';
import { Failure } from '../failures.ts';
import type { Reserve } from './reserve.ts';
import { createWarningRoom, ROOM_BYTES } from './warningroom.ts';

/** A disk with so many bytes free, and what lies on it. */
function disk(freeBytes: number) {
  const state = { freeBytes, broken: false, tries: 0 };
  const taken = new Map<string, number>();
  const reserveOf = (name: string, bytes: number): Reserve => ({
    async take() {
      state.tries += 1;
      if (state.broken) throw new Failure('storage_failed');
      if (taken.has(name)) return;
      if (bytes > state.freeBytes) throw new Failure('storage_full');
      state.freeBytes -= bytes;
      taken.set(name, bytes);
    },
    async release() {
      const held = taken.get(name) ?? 0;
      state.freeBytes += held;
      taken.delete(name);
      return held;
    },
  });
  return { state, taken, room: createWarningRoom(reserveOf) };
}

test('R14 [SPC2] the room is filled while nothing records, once, and never during a recording', async () => {
  const { room, taken, state } = disk(100e6);
  await room.look(false);
  expect([room.provenBytes(), state.tries]).toEqual([null, 0]);
  await room.look(true);
  await room.look(true);
  await room.look(false);
  expect(room.provenBytes()).toBe(ROOM_BYTES);
  expect([...taken]).toEqual([['room', ROOM_BYTES]]);
  expect(state.freeBytes).toBe(100e6 - ROOM_BYTES);
});

test('R14 [SPC2] where it cannot be filled it is tried how much is left, and nothing stays behind', async () => {
  const { room, taken, state } = disk(6.3e6);
  await room.look(true);
  expect(room.provenBytes()).toBe(6e6);
  expect([taken.size, state.freeBytes]).toEqual([0, 6.3e6]);
  state.freeBytes = 100;
  await room.look(true);
  expect(room.provenBytes()).toBe(0);
  state.freeBytes = 50e6;
  await room.look(true);
  expect(room.provenBytes()).toBe(ROOM_BYTES);
});

test('R14 [SPC3] a recording that finds the disk full gets the room, once, and from then on it is tried how much is left', async () => {
  const { room, state } = disk(20e6);
  await room.look(true);
  state.freeBytes = 0;
  expect(await room.release()).toBe(ROOM_BYTES);
  expect(room.provenBytes()).toBe(ROOM_BYTES);
  state.freeBytes = 2.7e6;
  await room.look(false);
  expect(room.provenBytes()).toBe(2.5e6);
  expect(await room.release()).toBe(0);
});

test('R14 [SPC2] a database that does not answer says nothing of the space', async () => {
  const { room, state } = disk(20e6);
  state.broken = true;
  await room.look(true);
  expect(room.provenBytes()).toBeNull();
});
