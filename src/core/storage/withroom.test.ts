import { expect, test } from 'vitest';
import { Failure } from '../failures.ts';
import { withRoom } from './withroom.ts';

/** A write that fails as told, then succeeds. */
function writeThat(...errors: Error[]) {
  const calls = { count: 0 };
  const write = async () => {
    calls.count += 1;
    const error = errors.shift();
    if (error) throw error;
    return 'written';
  };
  return { calls, write };
}
const full = () => new Failure('storage_full');

test('R14 [RET5] a write that finds the disk full is done once more when something was freed', async () => {
  const { calls, write } = writeThat(full());
  expect(await withRoom(write, async () => 5, false)).toBe('written');
  expect(calls.count).toBe(2);
});

test('R14 [RET5] it is not tried for ever, nor when nothing was freed, nor after another failure', async () => {
  const again = writeThat(full(), full());
  await expect(withRoom(again.write, async () => 5, false)).rejects.toMatchObject({ code: 'storage_full' });
  expect(again.calls.count).toBe(2);
  const nothing = writeThat(full());
  await expect(withRoom(nothing.write, async () => 0, false)).rejects.toMatchObject({ code: 'storage_full' });
  await expect(withRoom(writeThat(full()).write, undefined, false)).rejects.toMatchObject({ code: 'storage_full' });
  let asked = 0;
  const other = writeThat(new Failure('storage_failed'));
  await expect(withRoom(other.write, async () => ++asked, false)).rejects.toMatchObject({ code: 'storage_failed' });
  expect([nothing.calls.count, other.calls.count, asked]).toEqual([1, 1, 0]);
});

test('R14 [RET9] room is asked for with what it is for', async () => {
  const asked: boolean[] = [];
  for (const ending of [true, false]) await withRoom(writeThat(full()).write, async (is) => asked.push(is), ending);
  expect(asked).toEqual([true, false]);
});
