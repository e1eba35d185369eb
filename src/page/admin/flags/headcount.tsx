import { useEffect, useState } from 'preact/hooks';
import type { FlagPreview } from '../../../wire/flagadmin.ts';
import { useAdmin } from '../admincontext.ts';
import { adminWords } from '../words/adminwords.ts';
import type { Edit } from './edit.ts';

/** Typing is not asked about letter by letter. */
const REST_MS = 300;

/** How many of the people who are known get it, now and by the draft. */
export function HeadCount({ draft }: { draft: Edit['draft'] }) {
  const { api, gate, desk } = useAdmin();
  const [found, setFound] = useState<FlagPreview | 'failed' | null>(null);
  const own = adminWords().audience;
  const wanted = JSON.stringify(draft);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      void api.preview(draft).then((answer) => {
        gate.heard(answer);
        if (!gone) setFound(answer.kind === 'ok' ? answer.value : 'failed');
      });
    }, REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  if (found === null) return <p class="admin-hint">{own.counting}</p>;
  if (found === 'failed') return <p class="admin-fault">{own.failed}</p>;
  const edited = desk.changes.value > 0;
  return (
    <div class="admin-heads" data-testid="heads">
      <p>{own.text(found.people)}</p>
      <dl class="admin-figures">
        <div>
          <dt>{own.now}</dt>
          <dd>{own.on(found.now.on)}</dd>
        </div>
        {edited && (
          <div>
            <dt>{own.draft}</dt>
            <dd>{own.on(found.draft.on)}</dd>
          </div>
        )}
      </dl>
      {edited && <p class="admin-hint">{found.gaining + found.losing === 0 ? own.same : [...(found.gaining > 0 ? [own.gaining(found.gaining)] : []), ...(found.losing > 0 ? [own.losing(found.losing)] : [])].join(', ')}</p>}
      {found.shutOut > 0 && <p class="admin-hint">{own.shutOut(found.shutOut)}</p>}
    </div>
  );
}
