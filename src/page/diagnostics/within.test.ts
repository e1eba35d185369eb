import { expect, test } from 'vitest';
import { within } from './within.ts';

test('[DIA7] a part that fails or hangs is not known, and one that answers is', async () => {
  expect(await within(Promise.resolve(0))).toBe(0);
  expect(await within(Promise.reject(new Error('broken')))).toBeNull();
  expect(await within(new Promise(() => {}), 10)).toBeNull();
});
