import { test } from 'vitest';
import { expectSound } from './expectsound.ts';

// In a file of its own, so that another processor can run it.

test.each([1001, 1251, 1501, 1751])('[SIM1] seeds from %i on: nothing is lost, doubled, misfiled or claimed too early, and everything arrives', { timeout: 300_000 }, async (first) => {
  await expectSound(first, 250);
});
