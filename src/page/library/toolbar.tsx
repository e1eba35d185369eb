import { useId } from 'preact/hooks';
import { useApp } from '../app.ts';
import { moreWords, words } from '../i18n/words.ts';
import { Action } from '../shell/action.tsx';
import { FILTERS, ORDERS } from './select.ts';
import type { Selection } from './useselection.ts';

/** Above how many recordings there is something to search and to sort. */
const FEW = 5;

/** What stands above the list: filters with their numbers, the search, the order. `onSearch`: somebody is about to. */
export function Toolbar({ selection, onSearch }: { selection: Selection; onSearch(): void }) {
  const app = useApp();
  const id = useId();
  const { filter, query, order, counts, ids } = selection;
  const failed = (app.listed.value ?? []).filter(({ state, failure, deletedAtMs }) => state === 'failed' && failure?.code !== 'no_sound' && typeof deletedAtMs !== 'number');
  const online = app.online.value;
  return (
    <div class="toolbar" role="search" aria-label={moreWords.library.search}>
      <div class="chips" role="group" aria-label={moreWords.library.filters}>
        {FILTERS.map((one) => (
          <button key={one} type="button" class="chip" aria-pressed={filter.value === one} onClick={() => selection.change({ filter: one })}>
            {moreWords.library.filter[one](counts.value[one])}
          </button>
        ))}
      </div>
      {counts.value.all > FEW && (
        <div class="find">
          <label class="spoken" for={`${id}q`}>
            {moreWords.library.search}
          </label>
          <input
            id={`${id}q`}
            class="field"
            type="search"
            autocomplete="off"
            enterkeyhint="search"
            placeholder={moreWords.library.searchHint}
            value={query.value}
            onFocus={onSearch}
            onInput={({ currentTarget }) => selection.change({ query: currentTarget.value })}
          />
          <label class="spoken" for={`${id}o`}>
            {moreWords.library.order}
          </label>
          <select id={`${id}o`} class="field" value={order.value} onChange={({ currentTarget }) => selection.change({ order: ORDERS.find((one) => one === currentTarget.value) ?? 'newest' })}>
            {ORDERS.map((one) => (
              <option key={one} value={one}>
                {moreWords.library.orders[one]}
              </option>
            ))}
          </select>
        </div>
      )}
      <output class="spoken">{query.value.trim() !== '' && moreWords.library.found(ids.value.length)}</output>
      {failed.length > 1 && filter.value === 'failed' && (
        <>
          <Action look="plain" label={moreWords.library.retryAll(failed.length)} off={!online} describedBy={online ? undefined : `${id}off`} onTap={() => failed.forEach((one) => app.retry(one.id))} />
          {!online && (
            <p id={`${id}off`} class="item-why">
              {words.signOut.sendOffline}
            </p>
          )}
        </>
      )}
    </div>
  );
}
