import { expect, test } from 'vitest';
import * as v from 'valibot';
import { keysRow } from '../../wire/rows.ts';
import type { PublicKey } from '../ports.ts';
import { sealingKeys } from './sealingkeys.ts';

const key = (kid: string, use: PublicKey['use']): PublicKey => ({ kid, spki: 'AAAA', use });
const kids = (known: readonly PublicKey[]) => sealingKeys(known).map(({ kid }) => kid);

test('[SEA5] what is sealed now is wrapped for the newest sealing key and for every break-glass key', () => {
  expect(kids([key('n', 'seal'), key('b1', 'break_glass'), key('o', 'seal'), key('b2', 'break_glass')])).toEqual(['n', 'b1', 'b2']);
  expect(kids([key('b1', 'break_glass'), key('n', 'seal')])).toEqual(['n', 'b1']);
  expect(kids([key('b1', 'break_glass')])).toEqual([]);
  expect(kids([])).toEqual([]);
});

test('[SEA5] keys that an older build has stored seal; those whose use this build does not know are left out', () => {
  const stored = [{ kid: 'new', spki: 'AAAA', use: 'of_a_newer_build' }, { kid: 'old', spki: 'AAAA' }, key('b', 'break_glass')];
  const known = v.parse(keysRow, stored);
  expect(known.map(({ kid, use }) => [kid, use])).toEqual([['old', 'seal'], ['b', 'break_glass']]);
  expect(kids(known)).toEqual(['old', 'b']);
});
