import { useState } from 'preact/hooks';
import type { FlagPreview } from '../../../wire/flagadmin.ts';
import { useAdmin } from '../admincontext.ts';
import { Field } from '../field.tsx';
import { TroubleNote } from '../troublenote.tsx';
import type { Trouble } from '../adminapi.ts';
import { adminWords } from '../words/adminwords.ts';
import { isEmail } from './isemail.ts';
import { HeadCount } from './headcount.tsx';

type Lookup = NonNullable<FlagPreview['lookup']>;

/** Who gets it: heads, and one person with the reason. By what is being edited, before it is saved. */
export function Audience() {
  const { api, gate, desk } = useAdmin();
  const [email, setEmail] = useState('');
  const [invalid, setInvalid] = useState(false);
  const [found, setFound] = useState<{ email: string; lookup: Lookup } | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const words = adminWords();
  const own = words.audience;
  const draft = desk.edit.value?.draft;
  if (!draft) return null;
  const look = async () => {
    const asked = email.trim();
    setInvalid(!isEmail(asked));
    if (!isEmail(asked)) return;
    const answer = gate.heard(await api.preview({ ...draft, email: asked }));
    setTrouble(answer.kind === 'ok' ? null : answer);
    setFound(answer.kind === 'ok' && answer.value.lookup ? { email: asked, lookup: answer.value.lookup } : null);
  };
  const verdict = ({ enabled, reason }: Lookup['now']) => own.verdict(enabled, own.reasons[reason]);
  return (
    <section class="admin-card" aria-labelledby="admin-audience">
      <h2 class="admin-title" id="admin-audience">
        {own.title}
      </h2>
      <HeadCount draft={draft} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <Field label={own.lookup} type="email" inputMode="email" value={email} fault={invalid ? words.users.invalid : undefined} onInput={setEmail}>
          <button class="action look-plain" type="submit">
            {own.lookupAction}
          </button>
        </Field>
      </form>
      <TroubleNote trouble={trouble} />
      <div role="status" data-testid="lookup">
        {found && (
          <>
            <p class="admin-strong">{found.email}</p>
            <p>
              {[found.lookup.known ? own.known : own.stranger, ...(found.lookup.shutOut ? [own.isShutOut] : [])].join(' ')} {found.lookup.bucket === null ? own.noBucket : own.bucket(found.lookup.bucket)}
            </p>
            <dl class="admin-figures">
              <div>
                <dt>{own.now}</dt>
                <dd>{verdict(found.lookup.now)}</dd>
              </div>
              <div>
                <dt>{own.draft}</dt>
                <dd>{verdict(found.lookup.draft)}</dd>
              </div>
            </dl>
            <p class="admin-hint">{own.device}</p>
          </>
        )}
      </div>
    </section>
  );
}
