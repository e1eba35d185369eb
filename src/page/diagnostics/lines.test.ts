import { expect, test } from 'vitest';
import { en } from '../i18n/en.ts';
import { es } from '../i18n/es.ts';
import { createFormats } from '../i18n/formats.ts';
import type { Recording } from '../../core/recording.ts';
import { diagnosticsEnglish } from './english.ts';
import { sectionsOf, textOf } from './lines.ts';
import { queueOf } from './queueof.ts';
import type { Report } from './report.ts';
import { diagnosticsSpanish } from './spanish.ts';

const AT_MS = Date.UTC(2026, 0, 2, 12);
const unknown: Report = {
  atMs: AT_MS,
  version: '1.2.3',
  build: null,
  worker: { state: null, controls: false, build: null, updateWaits: false },
  installed: false,
  browser: '?',
  system: '?',
  language: 'en',
  timeZone: 'UTC',
  signIn: null,
  owner: null,
  flags: null,
  reach: 'offline',
  clockOffsetMs: null,
  storage: null,
  queue: null,
  permissions: { microphone: null, notifications: null, 'background-sync': null, 'persistent-storage': null },
  recorderTypes: [],
  abilities: { secure: true, sealing: false, keyStorage: null, locks: true, worker: true, backgroundSync: false, wakeLock: true, keep: true, badge: false, notifications: true },
  errors: null,
};
const english = (report: Partial<Report>) => textOf(sectionsOf({ ...unknown, ...report }, diagnosticsEnglish, createFormats(en)), 'Heading');

test('[DIA1] lines are numbered through over all sections, on every device the same way in both languages', () => {
  const numbers = (text: string) => [...text.matchAll(/^(\d+)\. /gm)].map(([, n]) => Number(n));
  const text = english({});
  expect(numbers(text)).toEqual(Array.from({ length: numbers(text).length }, (_, i) => i + 1));
  const spanish = textOf(sectionsOf(unknown, diagnosticsSpanish, createFormats(es)), 'Título');
  expect(numbers(spanish)).toEqual(numbers(text));
  expect(text.startsWith('Heading\n\nApp\n1. Version: 1.2.3\n')).toBe(true);
});

test('[DIA2] what is not known is called so, and a clock a moment off is right', () => {
  expect(english({})).toContain('Clock of this device: not known');
  expect(english({ clockOffsetMs: -1_999 })).toContain('Clock of this device: right');
  expect(english({ clockOffsetMs: -61_000 })).toContain('Clock of this device: 61 seconds behind');
  expect(english({})).toContain('Key storage: not known');
  expect(english({ worker: { ...unknown.worker, state: 'none' } })).not.toContain('Worker build');
  expect(english({ errors: [] })).toContain('Last errors\n');
});

test('[DIA3] the queue tells how many there are in each state, and what only this device has', () => {
  const row = (order: number, state: Recording['state'], startedAtMs: number) => ({ order, state, startedAtMs, chunkBytes: 1_000, segmentBytes: 5_000, bytesSent: state === 'uploading' ? 2_000 : state === 'archived' ? 5_000 : 0 }) as Recording;
  const queue = queueOf([row(1, 'archived', 1), row(3, 'waiting', AT_MS - 9_000_000), row(2, 'uploading', AT_MS - 60_000), row(4, 'failed', AT_MS)], 1, true);
  expect(queue).toEqual({ hidden: false, byState: { archived: 1, waiting: 1, uploading: 1, failed: 1 }, unreadable: 1, unsentBytes: 6_000 + 4_000 + 6_000, oldestUnsentAtMs: AT_MS - 60_000, others: true });
  const text = english({ queue });
  expect(text).toContain('Recordings on this device: 1 archived, 1 waiting, 1 sending, 1 failed\n');
  expect(text).toContain('Only on this device: 16 kB');
  expect(text).toContain('Recordings of others here: yes');
});

test('[DIA6] what is hidden tells only whether there is something', () => {
  const some = english({ queue: { hidden: true, any: true } });
  expect(some).toContain('Recordings on this device: yes, do not clear its data');
  expect(some).not.toContain('Oldest of them');
  expect(english({ queue: { hidden: true, any: false } })).toContain('Recordings on this device: none');
});
