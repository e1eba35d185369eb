import { batch, computed, signal, untracked, useComputed, type ReadonlySignal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { RecordingId } from '../../core/names.ts';
import type { Recording } from '../../core/recording.ts';
import { useApp } from '../app.ts';
import { spokenLanguage } from '../i18n/words.ts';
import type { PrivateTexts } from './privatetexts.ts';
import { createSearchText } from './searchtext.ts';
import { countsOf, FIRST, PAGE, sameList, select, type Filter, type Order, type Wish } from './select.ts';

const WARM_AT_ONCE = 500;
/** Between two keys of somebody who types fast. */
const REST_AFTER_MS = 120;

/** What of the recordings is shown, and the way to change that. */
export interface Selection {
  filter: ReadonlySignal<Filter>;
  order: ReadonlySignal<Order>;
  query: ReadonlySignal<string>;
  /** From 0; beyond the end it counts as the last. */
  page: ReadonlySignal<number>;
  /** Another wish; without a page it begins with the first. */
  change(to: Partial<Wish & { page: number }>): void;
  pages: ReadonlySignal<number>;
  counts: ReadonlySignal<Record<Filter, number>>;
  /** All that are found, in order. */
  ids: ReadonlySignal<readonly RecordingId[]>;
  /** Those of the page. It changes only when other recordings are on it. */
  shown: ReadonlySignal<readonly RecordingId[]>;
  /** Somebody is about to search: what takes long is done before, a little at a time. */
  prepare(): void;
  /** A filter or a search leaves something out. */
  isNarrowed: ReadonlySignal<boolean>;
}

/** The selection of a library that is on the screen. */
export function useSelection(texts: PrivateTexts, todayMs: number): Selection {
  const app = useApp();
  const { filter, order, query, page, drawn, change } = useMemo(createWishes, []);
  useRestLater(drawn);
  const code = spokenLanguage();
  const found = useMemo(() => {
    const textOf = createSearchText(todayMs, texts.searched);
    let ids: readonly RecordingId[] = [];
    let shown: readonly RecordingId[] = [];
    const all = computed(() => (ids = sameList(ids, select(app.listed.value ?? app.newest.value, { filter: filter.value, order: order.value, query: query.value }, textOf))));
    return {
      prepare: () => warm(app.listed.peek() ?? [], textOf),
      ids: all,
      shown: computed(() => {
        const first = Math.min(page.value, Math.max(0, Math.ceil(all.value.length / PAGE) - 1)) * PAGE;
        return (shown = sameList(shown, all.value.slice(first, first + drawn.value)));
      }),
    };
  }, [app, texts, todayMs, code]);
  const pages = useComputed(() => Math.max(1, Math.ceil(found.ids.value.length / PAGE)));
  const counts = useMemo(() => {
    let before = countsOf([]);
    return computed(() => {
      const next = countsOf(app.listed.value ?? []);
      return (before = JSON.stringify(next) === JSON.stringify(before) ? before : next);
    });
  }, [app]);
  const isNarrowed = useComputed(() => filter.value !== 'all' || query.value.trim() !== '');
  return { filter, order, query, page, change, pages, counts, isNarrowed, ...found };
}

/** Lets `textOf` put together what it keeps, some of it at a time. */
function warm(recordings: readonly Recording[], textOf: (recording: Recording) => string, from = 0): void {
  if (from >= recordings.length) return;
  for (const one of recordings.slice(from, from + WARM_AT_ONCE)) untracked(() => textOf(one));
  setTimeout(() => warm(recordings, textOf, from + WARM_AT_ONCE));
}

/** Draws the rest of a page after the frame that shows its beginning: whoever types does not wait for what is below the screen. */
function useRestLater(drawn: Signal<number>): void {
  useEffect(() => {
    let frame = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    const end = drawn.subscribe((now) => {
      stop();
      if (now === PAGE) return;
      frame = requestAnimationFrame(() => (timer = setTimeout(() => (drawn.value = PAGE), REST_AFTER_MS)));
    });
    return () => {
      stop();
      end();
    };
  }, [drawn]);
}

function createWishes() {
  const filter = signal<Filter>('all');
  const order = signal<Order>('newest');
  const query = signal('');
  const page = signal(0);
  /** How many of the page are drawn. */
  const drawn = signal(FIRST);
  return {
    drawn,
    filter,
    order,
    query,
    page,
    change(to: Partial<Wish & { page: number }>) {
      batch(() => {
        filter.value = to.filter ?? filter.value;
        order.value = to.order ?? order.value;
        query.value = to.query ?? query.value;
        page.value = to.page ?? 0;
        drawn.value = FIRST;
      });
    },
  };
}
