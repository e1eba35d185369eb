import { useEffect, useRef, useState } from 'preact/hooks';
import type { RecordingId } from '../../core/names.ts';
import type { Recording } from '../../core/recording.ts';
import { useApp } from '../app.ts';
import { LazyDetails } from '../details/lazydetails.tsx';
import { moreWords, words } from '../i18n/words.ts';
import { Account } from './account.tsx';
import { ItemList } from './itemlist.tsx';
import { SendBox } from './sendbox.tsx';
import { StoragePanel } from './storagepanel.tsx';
import { Toolbar } from './toolbar.tsx';
import type { LibraryTools } from './tools.ts';
import { TrashNote } from './trashnote.tsx';
import { useSelection } from './useselection.ts';
import { useToday } from './usetoday.ts';

/** The recordings of this device, with what has become of each. */
export function Library({ tools }: { tools: LibraryTools }) {
  const app = useApp();
  const todayMs = useToday();
  const selection = useSelection(tools.texts, todayMs);
  const [detailsOf, setDetailsOf] = useState<RecordingId | null>(null);
  const [justTrashed, setJustTrashed] = useState<RecordingId | null>(null);
  const seenGoneRef = useRef(false);
  const { counts } = selection;
  const many = counts.value.all + app.damaged.value.length;
  useEffect(() => {
    // What was thrown away by somebody else's hands, or brought back, needs no way back here.
    const isGone = justTrashed !== null && typeof app.recordingOf(justTrashed)?.deletedAtMs === 'number';
    // The list hears of it a moment after the store.
    if (isGone || justTrashed === null) seenGoneRef.current = isGone;
    else if (seenGoneRef.current) setJustTrashed(null);
  });
  const search = () => {
    selection.prepare();
    tools.texts.open(newestFirst(app.listed.peek() ?? []));
  };
  return (
    <section class="library" aria-label={words.library.title}>
      <h2 class="library-title">{words.library.title}</h2>
      <SendBox />
      {app.listed.value !== null && many === 0 && (
        <div class="empty">
          <p class="empty-title">{words.library.emptyTitle}</p>
          <p>{words.library.empty}</p>
        </div>
      )}
      {many > 0 && <Toolbar selection={selection} onSearch={search} />}
      <TrashNote id={justTrashed} onDone={() => setJustTrashed(null)} />
      {(many > 0 || selection.ids.value.length > 0) && <ItemList selection={selection} tools={tools} todayMs={todayMs} onDetails={(id) => setDetailsOf(id)} onTrashed={(id) => setJustTrashed(id)} />}
      {many > 0 && selection.ids.value.length === 0 && selection.isNarrowed.value && <p class="nothing">{moreWords.library.nothing}</p>}
      <StoragePanel todayMs={todayMs} />
      {detailsOf !== null && <LazyDetails id={detailsOf} onClose={() => setDetailsOf(null)} />}
      <Account sending={app.batch.value} />
    </section>
  );
}

function newestFirst(recordings: readonly Recording[]): Recording[] {
  return [...recordings].reverse();
}
