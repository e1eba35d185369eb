import { expect, test } from 'vitest';
import { plan, type Observation } from '../outbox/planner.ts';
import type { Recording } from '../recording.ts';
import { carrierOf, waitsForWifi } from './metered.ts';

const large = { segmentBytes: 900, chunkBytes: 101 };
const rule = { wifiOnlyOverBytes: 1_000, carrier: 'mobile' } as const;

test('B20 [NET5] a recording above the size waits for Wi-Fi on a mobile network, unless its person says otherwise', () => {
  expect(waitsForWifi(large, rule)).toBe(true);
  expect(waitsForWifi({ ...large, chunkBytes: 100 }, rule)).toBe(false);
  expect(waitsForWifi({ ...large, anyNetwork: true }, rule)).toBe(false);
  expect(waitsForWifi(large, { ...rule, wifiOnlyOverBytes: null })).toBe(false);
});

test('B20 [NET5] where the browser does not tell what the network is, everything is sent', () => {
  expect(['cellular', 'wimax', 'bluetooth', 'wifi', 'ethernet', 'other', 'unknown', 'none', undefined].map(carrierOf)).toEqual([
    'mobile', 'mobile', 'mobile', 'other', 'other', 'other', 'unknown', 'unknown', 'unknown',
  ]);
  expect([waitsForWifi(large, { ...rule, carrier: 'unknown' }), waitsForWifi(large, { ...rule, carrier: 'other' })]).toEqual([false, false]);
});

test('B20 [NET6] a recording that waits for another network is made ready, and keeps no other from being sent', () => {
  const row = (id: string, change: Partial<Recording>) => ({ id, state: 'waiting', manifestSha256: 'ab', chunkCount: 0, retry: null, ...change }) as Recording;
  const seen = (id: string, held: boolean, change: Partial<Recording> = {}): Observation => ({
    recording: row(id, change), pending: [{ seq: 0, bytes: 1, sha256: 'ab' }], granted: new Set(), hurry: true, held,
  });
  const actions = plan([seen('a', true), seen('b', true, { manifestSha256: null, chunkCount: 3 }), seen('c', true), seen('d', false)], new Set(), 0);
  expect(actions).toEqual([
    { do: 'cut', id: 'b' },
    { do: 'presign', id: 'd', seqs: [0] },
  ]);
});
