import { expect, test } from 'vitest';
import type { TextOutcome } from './detailsstore.ts';
import { createDraft } from './draft.ts';
import { createDrafts } from './drafts.ts';

function viewWith(save: (text: string) => Promise<TextOutcome>) {
  const drafts = createDrafts();
  const draft = createDraft('', save);
  drafts.add(draft);
  let closed = 0;
  return { draft, drafts, leave: () => drafts.leave(() => (closed += 1)), closed: () => closed };
}

/** Lets what is at work come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('B4 [DET3] a view closes at once when there is nothing to save, and after its texts are saved when there is', async () => {
  let saved: (outcome: TextOutcome) => void = () => undefined;
  const view = viewWith(() => new Promise((resolve) => (saved = resolve)));
  view.leave();
  expect(view.closed()).toBe(1);
  view.draft.type('Knee');
  view.leave();
  await settled();
  expect(view.closed()).toBe(1);
  saved('saved');
  await settled();
  expect(view.closed()).toBe(2);
});

test('B4 [DET3] a view with a text that could not be saved stays open, and closes when that is wanted once more', async () => {
  const view = viewWith(async () => 'failed');
  view.draft.type('Knee');
  view.leave();
  await settled();
  expect([view.closed(), view.draft.state.value]).toEqual([0, 'failed']);
  view.leave();
  expect(view.closed()).toBe(1);
});

test('B4 [DET3] a view is not held up by a storage that does not answer, nor by a field that is gone', async () => {
  const view = viewWith(() => new Promise(() => {}));
  view.draft.type('Knee');
  view.leave();
  await settled();
  expect(view.closed()).toBe(0);
  view.leave();
  expect(view.closed()).toBe(1);

  const drafts = createDrafts();
  const gone = createDraft('', async () => 'failed');
  drafts.add(gone)();
  gone.type('Knee');
  let closed = false;
  drafts.leave(() => (closed = true));
  expect(closed).toBe(true);
});
