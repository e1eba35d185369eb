import { expect, test, vi } from 'vitest';
import type { Recording } from '../../core/recording.ts';
import type { ReadText } from '../../core/seal/texts.ts';
import { createPrivateTexts } from './privatetexts.ts';

const one = (id: string, edits = 1) => ({ id, edits }) as Recording;
const texts = (title: string, note: string | null): ReadText[] => [
  { subject: { kind: 'title' }, version: 1, text: title },
  { subject: { kind: 'note' }, version: 1, text: note },
];

test('B4 [LIB9] private texts are opened in the order asked for, once for each version, and forgotten when told', async () => {
  const read: string[] = [];
  const opener = createPrivateTexts({
    withTexts: async () => new Set(['a', 'b', 'sealed']),
    read: async (id) => {
      read.push(id);
      return id === 'sealed' ? [{ subject: { kind: 'title' }, version: 1, text: null }] : texts(`Título ${id}`, null);
    },
  });
  opener.open([one('b'), one('none'), one('a'), one('sealed')]);
  await vi.waitFor(() => expect(opener.title('a')).toBe('Título a'));
  await vi.waitFor(() => expect(read).toEqual(['b', 'a', 'sealed']));
  expect([opener.searched('b'), opener.searched('none')]).toEqual([expect.stringContaining('titulo b'), '']);
  await vi.waitFor(() => expect(opener.title('sealed')).toBeNull());
  opener.open([one('a'), one('b', 2)]);
  await vi.waitFor(() => expect(read).toEqual(['b', 'a', 'sealed', 'b']));
  opener.forget();
  expect([opener.title('a'), opener.searched('b')]).toEqual([null, '']);
});
