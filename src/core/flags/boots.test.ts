import { expect, test } from 'vitest';
import { bootsOf, bootsText, isCrashLoop } from './boots.ts';

test('R30 [FLD7] three failed starts in a row are a crash loop, and what works begins anew', () => {
  const after = (failed: number) => isCrashLoop(bootsOf(bootsText({ appVersion: '1.2.0', failed }), '1.2.0'));
  expect([0, 1, 2, 3, 4].map(after)).toEqual([false, false, false, true, true]);
});

test('R30 [FLD7] a new version of the app begins anew, and nonsense counts as no failure', () => {
  expect(bootsOf('1.2.0 3', '1.2.1')).toEqual({ appVersion: '1.2.1', failed: 0 });
  for (const text of [null, '', '3', '1.2.0', '1.2.0 -1', '1.2.0 x', '1.2.0 99999']) expect(bootsOf(text, '1.2.0').failed).toBe(0);
});
