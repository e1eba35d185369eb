import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextCheckMs, observe, type Connectivity, type Reach } from './connectivity.ts';

const online: Connectivity = { reach: 'online', doubt: null };
const check = (before: Connectivity, ...seen: Reach[]) => seen.reduce((state, one) => observe(state, { seen: one, certain: false }), before);

test("[NET1] R24 the browser's word that there is no network counts at once", () => {
  expect(observe(online, { seen: 'offline', certain: true })).toEqual({ reach: 'offline', doubt: null });
});

test('[NET1] R24 a check that fails once changes nothing, twice in a row it does, and so for the way back', () => {
  expect(check(online, 'blocked').reach).toBe('online');
  expect(check(online, 'blocked', 'blocked').reach).toBe('blocked');
  expect(check(online, 'blocked', 'blocked', 'online').reach).toBe('blocked');
  expect(check(online, 'blocked', 'blocked', 'online', 'online').reach).toBe('online');
});

test('[NET1] R24 a network that comes and goes with every check never makes the screen flap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (times) => {
      const seen = Array.from({ length: times }, (_, i): Reach => (i % 2 === 0 ? 'blocked' : 'online'));
      expect(check(online, ...seen).reach).toBe('online');
    }),
  );
});

test('[NET2] in doubt it is asked again soon, without a network not at all', () => {
  expect(nextCheckMs(online)).toBe(30_000);
  expect(nextCheckMs({ reach: 'online', doubt: 'blocked' })).toBe(2_000);
  expect(nextCheckMs({ reach: 'blocked', doubt: null })).toBe(5_000);
  expect(nextCheckMs({ reach: 'offline', doubt: null })).toBeNull();
});

test('B20 [NET7] two checks that do not reach the server agree in that, whatever the reasons', () => {
  expect(check(online, 'blocked', 'captive').reach).toBe('captive');
  expect(check(online, 'captive', 'blocked').reach).toBe('blocked');
  expect(check(online, 'captive', 'online', 'blocked').reach).toBe('online');
  expect(check(online, 'captive', 'captive', 'blocked').reach).toBe('captive');
  expect(check(online, 'captive', 'captive', 'online', 'online').reach).toBe('online');
  expect(nextCheckMs({ reach: 'captive', doubt: null })).toBe(5_000);
});
