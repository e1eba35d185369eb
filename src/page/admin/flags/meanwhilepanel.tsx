import { useEffect, useRef, useState } from 'preact/hooks';
import { changesBetween } from '../../../core/flags/changes.ts';
import { Action } from '../../shell/action.tsx';
import { useAdmin } from '../admincontext.ts';
import { adminWords } from '../words/adminwords.ts';
import { ChangeList } from './changelist.tsx';
import type { Reading } from './flagdesk.ts';
import { changedByBoth } from './rebase.ts';
import { authorText, moment } from './speaker.ts';

/** Somebody else was faster: both versions, what they have changed and what is to be changed here, and the ways on. `covered`: a question stands before it. */
export function MeanwhilePanel({ covered, onReview }: { covered: boolean; onReview(): void }) {
  const { desk } = useAdmin();
  const heading = useRef<HTMLHeadingElement>(null);
  const words = adminWords();
  const own = words.meanwhile;
  const [found, base, form, edit] = [desk.meanwhile.value, desk.base.value, desk.form.value, desk.edit.value];
  const version = found?.current.version;
  const [told, setTold] = useState<number | undefined>(undefined);
  useEffect(() => {
    // Reading goes on here, once, as soon as no question stands before it.
    if (covered || told === version) return;
    setTold(version);
    heading.current?.focus();
  }, [version, covered]);
  if (!found || !base || !form || !edit) return null;
  const { current, theirs } = found;
  const { change } = current;
  const both = changedByBoth(form, base.document, current.document);
  const mine = changesBetween(base.document, edit.draft.document);
  return (
    <section class="admin-card admin-meanwhile" aria-labelledby="admin-meanwhile" data-testid="conflict">
      <h2 class="admin-title" id="admin-meanwhile" ref={heading} tabIndex={-1}>
        {own.title}
      </h2>
      <p class="admin-strong">{own.safe}</p>
      <p>
        {own.now(current.version, change ? authorText(change.by, words) : words.glance.nobody, moment(change?.atMs ?? Date.parse(current.document.updatedAt)))} {change && change.why !== '' && `“${change.why}”`}{' '}
        {own.edited(base.version)}
      </p>
      <h3>{own.theirs}</h3>
      {found.base ? <ChangeList changes={theirs} /> : <p>{own.unknown}</p>}
      {desk.changes.value > 0 && (
        <>
          <h3>{own.yours}</h3>
          <ChangeList changes={mine} added={edit.draft.addInternal ?? []} />
        </>
      )}
      {both.length > 0 && (
        <p class="note tone-hold">
          {own.both} {both.map((name) => words.fields[name]).join(', ')}.
        </p>
      )}
      <div class="admin-ways">
        <Action
          look="sea"
          label={own.onTop}
          onTap={() =>
            void desk.onTop().then((done) => {
              if (done && desk.changes.value > 0) onReview();
            })
          }
        />
        <Action look="plain" label={own.takeTheirs} onTap={() => void desk.takeTheirs()} />
      </div>
      <InFull title={own.documentNow(current.version)} reading={current} />
      {found.base && <InFull title={own.documentBase(found.base.version)} reading={found.base} />}
    </section>
  );
}

function InFull({ title, reading }: { title: string; reading: Reading }) {
  return (
    <details>
      <summary>{title}</summary>
      <pre class="admin-document" dir="ltr">
        {JSON.stringify(reading.document, null, 2)}
      </pre>
    </details>
  );
}
