import { expect, test } from 'vitest';
import { english } from '../words/en.ts';
import { changeLines } from './changelines.ts';

const ANA = 'a'.repeat(64);
const speaker = { words: english, named: [{ hmac: ANA, ownerId: null, email: 'ana@clinic.example' }], dayAndTime: (atMs: number) => `at ${atMs}` };

test('[ADM4] R33 changes are told with names, units and addresses', () => {
  const lines = changeLines(
    [
      { path: ['flags', 'enableOfflineRecording', 'kill'], before: false, after: true },
      { path: ['flags', 'enableOfflineRecording', 'internalUsers', ANA], after: ANA },
      { path: ['flags', 'enableOfflineRecording', 'internalUsers', 'b'.repeat(64)], before: 'b'.repeat(64) },
      { path: ['settings'], after: { minFreeBytes: 1024 * 1024, bitsPerSecond: 24_000, localPlayback: false } },
      { path: ['notice'], before: null, after: { id: 'n1', text: { en: 'Hello', es: 'Hola' }, level: 'warning', untilMs: 5 } },
      { path: ['cleanupRequests', 'c1'], after: { id: 'c1', user: ANA, what: 'expired' } },
      { path: ['newer'], before: 1, after: [2] },
    ],
    speaker,
  );
  expect(lines.map(({ label, before, after }) => [label, before, after])).toEqual([
    ['Offline recorder', 'On', 'Off'],
    ['Internal user', null, 'ana@clinic.example'],
    ['Internal user', 'Unknown person bbbbbbbb', null],
    ['Free space below which archived audio goes earlier', null, '1 MiB'],
    ['Bit rate', null, '24 kbit/s'],
    ['Unsent audio can be played on its device', null, 'No'],
    ['Text in English', null, 'Hello'],
    ['Text in Spanish', null, 'Hola'],
    ['Kind of notice', null, 'Warning'],
    ['Shown until', null, 'at 5'],
    ['Clean-up for a person', null, 'ana@clinic.example: expired'],
    ['newer', '1', '[2]'],
  ]);
});
