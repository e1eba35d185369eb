import { useEffect, useRef, useState } from 'preact/hooks';
import type { RecordingId } from '../../core/names.ts';
import { useApp } from '../app.ts';
import { moreWords, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { DamagedItem } from './damageditem.tsx';
import { RecordingItem } from './recordingitem.tsx';
import { PAGE } from './select.ts';
import type { LibraryTools } from './tools.ts';
import type { Selection } from './useselection.ts';

/** One page of the recordings that were asked for. However many there are, no more than a page is drawn. */
export function ItemList(props: { selection: Selection; tools: LibraryTools; todayMs: number; onDetails(id: RecordingId): void; onTrashed(id: RecordingId): void }) {
  const { selection, tools, todayMs, onDetails, onTrashed } = props;
  const app = useApp();
  const list = useRef<HTMLUListElement>(null);
  const [heard, setHeard] = useState<RecordingId | null>(null);
  const { shown, ids, pages, filter } = selection;
  const page = Math.min(selection.page.value, pages.value - 1);
  const ofPage = shown.value;
  useEffect(() => tools.texts.open(ofPage.flatMap((id) => app.recordingOf(id) ?? [])), [tools, ofPage]);
  const turn = (to: number) => {
    selection.change({ page: to });
    list.current?.scrollIntoView({ block: 'start' });
    list.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <ul class="items" aria-label={words.library.title} ref={list} tabIndex={-1}>
        {ofPage.map((id) => (
          <RecordingItem
            key={id}
            id={id}
            tools={tools}
            todayMs={todayMs}
            heard={heard === id}
            onHear={(yes) => setHeard(yes ? id : null)}
            onDetails={() => onDetails(id)}
            onTrashed={() => onTrashed(id)}
          />
        ))}
        {page === pages.value - 1 && (filter.value === 'all' || filter.value === 'failed') && app.damaged.value.map((id) => <DamagedItem key={id} id={id} save={() => tools.saveSealed(id)} />)}
      </ul>
      {pages.value > 1 && (
        <nav class="pages" aria-label={moreWords.library.pages}>
          <Action look="plain" label={moreWords.library.before} off={page === 0} onTap={() => turn(page - 1)} />
          <p>{moreWords.library.range(page * PAGE + 1, page * PAGE + ofPage.length, ids.value.length)}</p>
          <Action look="plain" label={moreWords.library.after} off={page === pages.value - 1} onTap={() => turn(page + 1)} />
        </nav>
      )}
    </>
  );
}
