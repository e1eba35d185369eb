import { expect, test } from 'vitest';
import { workerRequestIn } from './workermessage.ts';

test('R51 [UPD2] a worker takes nothing for a request but the two that there are', () => {
  expect(workerRequestIn({ holdfast: 'activate', later: 1 })).toMatchObject({ holdfast: 'activate' });
  expect(workerRequestIn({ holdfast: 'about' })).toMatchObject({ holdfast: 'about' });
  for (const other of ['activate', null, undefined, { holdfast: 'skip' }, { type: 'SKIP_WAITING' }, []]) expect(workerRequestIn(other)).toBeUndefined();
});
