import { expect, test } from 'vitest';
import { mergeTexts, sealedTextName } from './amendment.ts';

const text = (kind: 'title' | 'mark', version: number, sealed: string, mark?: number) => ({ kind, version, sealed, ...(mark === undefined ? {} : { mark }) });

test('B4 [AMD5] of two lists the newest version of each text is left, and of one version the later', () => {
  const base = [text('title', 2, 'a'), text('mark', 1, 'b', 0), text('mark', 1, 'c', 1)];
  expect(mergeTexts(base, [text('mark', 2, 'd', 1), text('title', 1, 'e'), text('mark', 1, 'f', 2)])).toEqual([
    text('title', 2, 'a'),
    text('mark', 1, 'b', 0),
    text('mark', 2, 'd', 1),
    text('mark', 1, 'f', 2),
  ]);
  expect(mergeTexts(base, [text('title', 2, 'later')])[0]).toEqual(text('title', 2, 'later'));
  expect(mergeTexts([], [])).toEqual([]);
  expect([sealedTextName({ kind: 'note' }), sealedTextName({ kind: 'mark', mark: 3 })]).toEqual(['note', 'mark-3']);
});
