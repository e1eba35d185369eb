import { useState } from 'preact/hooks';
import type { FlagsHistory } from '../../../wire/flagadmin.ts';
import { Action } from '../../shell/action.tsx';
import { useAdmin } from '../admincontext.ts';
import { adminWords } from '../words/adminwords.ts';
import { ChangeList } from './changelist.tsx';
import { glanceOf } from './glance.ts';
import type { PastVersions } from './pastversions.ts';
import { ReturnDialog } from './returndialog.tsx';
import { authorText, glanceText, moment } from './speaker.ts';

type Entry = FlagsHistory['versions'][number];

/** Who has changed what, when and why, newest first, and the way back to each. */
export function HistoryList({ past }: { past: PastVersions }) {
  const { desk } = useAdmin();
  const [returning, setReturning] = useState<number | null>(null);
  const own = adminWords().history;
  const known = past.known.value;
  return (
    <section class="admin-card" aria-labelledby="admin-history">
      <h2 class="admin-title" id="admin-history">
        {own.title}
      </h2>
      {past.failed.value && (
        <>
          <p class="admin-fault">{own.failed}</p>
          <Action look="plain" label={own.again} onTap={() => void past.refresh()} />
        </>
      )}
      <ol class="admin-history" aria-labelledby="admin-history">
        {known?.versions.map((entry) => (
          <PastVersion key={entry.version} entry={entry} counts={entry.version === desk.counts.value?.version} onReturn={() => setReturning(entry.version)} />
        ))}
      </ol>
      {known?.next != null && <Action look="plain" label={own.more} onTap={() => void past.more()} />}
      {returning !== null && <ReturnDialog version={returning} onClose={() => setReturning(null)} />}
    </section>
  );
}

function PastVersion({ entry, counts, onReturn }: { entry: Entry; counts: boolean; onReturn(): void }) {
  const { desk } = useAdmin();
  const [document, setDocument] = useState<string | null>(null);
  const words = adminWords();
  const own = words.history;
  const { version, change, flag, updatedAt } = entry;
  const kind = !change ? own.first : change.returnedTo !== undefined ? own.returned(change.returnedTo) : ((own.kinds as Partial<Record<string, string>>)[change.kind] ?? own.kinds.other);
  const open = async () => {
    if (document !== null) return;
    const answer = await desk.read(version);
    setDocument(answer.kind === 'ok' ? JSON.stringify(answer.value.document, null, 2) : own.failed);
  };
  return (
    <li class={counts ? 'admin-version admin-version-now' : 'admin-version'}>
      <p class="admin-version-head">
        <span class="admin-strong">{words.glance.version(version)}</span>
        {flag && <span class="pill tone-soft">{glanceText(glanceOf(flag), words)}</span>}
        {counts && <span class="pill tone-ok">{own.counts}</span>}
      </p>
      <p>{kind}</p>
      {change && <p>{own.by(authorText(change.by, words), moment(change.atMs))}</p>}
      {!change && updatedAt !== null && <p>{moment(Date.parse(updatedAt))}</p>}
      {change && <p class={change.why === '' ? 'admin-hint' : 'admin-why'}>{change.why === '' ? own.noWhy : `“${change.why}”`}</p>}
      {flag === null ? (
        <p class="admin-fault">{own.unreadable}</p>
      ) : (
        <>
          <details onToggle={({ currentTarget }) => currentTarget.open && void open()}>
            <summary aria-label={`${own.show}, ${words.glance.version(version)}`}>{own.show}</summary>
            {change && <ChangeList changes={change.changes} />}
            <pre class="admin-document" dir="ltr">
              {document ?? '…'}
            </pre>
          </details>
          {!counts && (
            <button type="button" class="admin-small" onClick={onReturn}>
              {own.return(version)}
            </button>
          )}
        </>
      )}
    </li>
  );
}
