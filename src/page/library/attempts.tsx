import { useEffect, useState } from 'preact/hooks';
import type { LogEntry } from '../../adapters/recordinglog.ts';
import { FAILURES, type FailureCode } from '../../core/failures.ts';
import type { RecordingId } from '../../core/names.ts';
import { sendingMessage } from '../faults/sendingmessage.ts';
import { formats, moreWords, words } from '../i18n/words.ts';
import type { LibraryTools } from './tools.ts';
import { useToday } from './usetoday.ts';

/** What has happened to a recording, in the order of time. `state`: read again with every change of it. */
export function Attempts({ id, tools, state }: { id: RecordingId; tools: LibraryTools; state: string }) {
  const todayMs = useToday();
  const [entries, setEntries] = useState<LogEntry[] | null>(null);
  useEffect(() => {
    let gone = false;
    void tools.log(id).then((found) => {
      if (!gone) setEntries(found ?? []);
    });
    return () => {
      gone = true;
    };
  }, [id, tools, state]);
  if (entries === null) return <p aria-busy>{moreWords.details.loading}</p>;
  return (
    <div class="attempts">
      <h3>{moreWords.library.log.title}</h3>
      {entries.length === 0 && <p>{moreWords.library.log.empty}</p>}
      {entries.length > 0 && (
        <dl>
          {entries.map((entry) => (
            <div key={entry.n} data-event={entry.event}>
              <dt>
                <time dateTime={new Date(entry.atMs).toISOString()}>{formats.dayAndTime(entry.atMs, todayMs)}</time>
              </dt>
              <dd>{lineOf(entry)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function lineOf({ event, code, attempt }: LogEntry): string {
  const known: Partial<Record<string, string>> = moreWords.library.log.events;
  const what = known[event] ?? event;
  const why = code !== null && code in FAILURES ? words.detail.because(sendingMessage({ code: code as FailureCode, remedy: 'park', atMs: 0 }).what) : null;
  return [attempt !== null && attempt > 1 ? moreWords.library.log.attempt(what, attempt) : what, why].filter((part) => part !== null).join(words.dot);
}
