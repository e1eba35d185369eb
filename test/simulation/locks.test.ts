import { expect, test } from 'vitest';
import { createLockTable } from './locks.ts';
import { createTime } from './time.ts';
import { beginLife, createTurns, type Life } from './turns.ts';

function bench(reliable = true) {
  const turns = createTurns(1, () => undefined);
  const time = createTime(turns, 0);
  const table = createLockTable(turns, time, reliable);
  const [ana, ben, cem] = ['ana', 'ben', 'cem'].map(beginLife) as [Life, Life, Life];
  const got: string[] = [];
  const ask = (life: Life, withinMs?: number) => {
    const locks = table.locksOf(life);
    const asked = withinMs === undefined ? locks.hold('x') : locks.holdWithin('x', withinMs);
    void asked.then((lock) => got.push(`${life.name} ${lock ? 'has it' : 'gives up'}`));
    return asked;
  };
  const go = async () => {
    while (await turns.step());
  };
  return { turns, time, table, ana, ben, cem, got, ask, go };
}

test('[SIM13] a lock of the simulation has one holder at a time, first come, first served', async () => {
  const { table, ana, ben, cem, got, ask, go } = bench();
  const first = ask(ana);
  await go();
  void ask(ben);
  await go();
  void ask(cem);
  await go();
  expect(got).toEqual(['ana has it']);
  expect(table.held()).toEqual(['x by ana']);
  const free = table.locksOf(cem).holdIfFree('x');
  await go();
  expect(await free).toBeUndefined();
  (await first)!.release();
  await go();
  expect(got).toEqual(['ana has it', 'ben has it']);
});

test('[SIM13] a lock dies with its holder, passes over the dead, and is waited for as long as was said', async () => {
  const { time, table, ana, ben, cem, got, ask, go } = bench();
  void ask(ana);
  await go();
  void ask(ben);
  await go();
  void ask(cem, 100);
  await go();
  time.pass(99);
  await go();
  ben.alive = false;
  ana.alive = false;
  for (const free of ana.atDeath) free();
  await go();
  expect(got).toEqual(['ana has it', 'cem has it']);
  const late = beginLife('late');
  void ask(late, 100);
  await go();
  time.pass(100);
  await go();
  expect(got.at(-1)).toBe('late gives up');
  expect(table.held()).toEqual(['x by cem']);
});

test('[SIM13] a stolen lock is the thief\'s, and the release of the former holder changes nothing', async () => {
  const { table, ana, ben, ask, go } = bench();
  const first = ask(ana);
  await go();
  void table.locksOf(ben).steal('x');
  await go();
  (await first)!.release();
  expect(table.held()).toEqual(['x by ben']);
});

test('[SIM13] where locks are missing every lock is free', async () => {
  const { table, ana, ben, got, ask, go } = bench(false);
  void ask(ana);
  void ask(ben, 5);
  await go();
  expect(got.toSorted()).toEqual(['ana has it', 'ben has it']);
  expect(table.locksOf(ana).reliable).toBe(false);
});
