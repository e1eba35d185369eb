import { expect, test } from 'vitest';
import type { TextOutcome } from './detailsstore.ts';
import { createDraft } from './draft.ts';

/** Saves as it is told to, one after the other. */
function saves() {
  const asked: string[] = [];
  const waiting: ((outcome: TextOutcome) => void)[] = [];
  return {
    asked,
    save: (text: string) => {
      asked.push(text);
      return new Promise<TextOutcome>((resolve) => waiting.push(resolve));
    },
    answer: (outcome: TextOutcome) => waiting.shift()!(outcome),
  };
}

test('B4 [DET2] a text is saved when it is left, and only what has changed', async () => {
  const { asked, save, answer } = saves();
  const draft = createDraft('first', save);
  await draft.leave();
  draft.type('second');
  expect(draft.state.value).toBe('changed');
  draft.type('first');
  await draft.leave();
  expect([asked, draft.state.value]).toEqual([[], 'kept']);
  draft.type('second');
  const left = draft.leave();
  expect(draft.state.value).toBe('saving');
  answer('saved');
  await left;
  await draft.leave();
  expect([asked, draft.state.value]).toEqual([['second'], 'saved']);
});

test('B4 [DET2] what is typed while an earlier text is being saved is saved after it', async () => {
  const { asked, save, answer } = saves();
  const draft = createDraft(undefined, save);
  draft.type('a');
  const left = draft.leave();
  draft.type('ab');
  expect(draft.leave()).toBe(left);
  answer('saved');
  await Promise.resolve();
  await Promise.resolve();
  answer('saved');
  await left;
  expect([asked, draft.state.value, draft.text.value]).toEqual([['a', 'ab'], 'saved', 'ab']);
});

test('B4 [DET3] what could not be saved stays in the field, says so, and is tried again at the next leaving', async () => {
  const { asked, save, answer } = saves();
  const draft = createDraft(undefined, save);
  for (const outcome of ['failed', 'no_key', 'saved'] as const) {
    draft.type('text');
    const left = draft.leave();
    answer(outcome);
    await left;
    expect([draft.state.value, draft.text.value]).toEqual([outcome, 'text']);
  }
  expect(asked).toHaveLength(3);
});

test('B4 [DET4] a text that this device cannot read is not taken back by leaving its empty field', async () => {
  const { asked, save, answer } = saves();
  const draft = createDraft(null, save);
  await draft.leave();
  expect(asked).toEqual([]);
  draft.type('new');
  const left = draft.leave();
  answer('saved');
  await left;
  draft.type('');
  const taken = draft.leave();
  answer('saved');
  await taken;
  expect(asked).toEqual(['new', '']);
});
