import { formats, moreWords, words } from '../i18n/words.ts';
import type { TakeLine } from './takes.ts';

/** Takes with number, state and length. `earlier`: how many came before them. */
export function TakeList({ lines, earlier = 0 }: { lines: readonly TakeLine[]; earlier?: number }) {
  return (
    <>
      {earlier > 0 && <p class="takes-earlier">{moreWords.takes.earlier(earlier)}</p>}
      <ol class="takes" aria-label={moreWords.takes.label}>
        {lines.map(({ nth, savedMs, running }) => (
          <li key={nth} class={running ? 'take take-now' : 'take'} aria-current={running ? 'true' : undefined}>
            <span>
              {moreWords.takes.take(nth)}
              {words.dot}
              {running ? moreWords.takes.now : moreWords.takes.saved}
            </span>{' '}
            <b>{formats.duration(savedMs)}</b>
          </li>
        ))}
      </ol>
    </>
  );
}
