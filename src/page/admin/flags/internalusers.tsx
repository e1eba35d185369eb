import { useState } from 'preact/hooks';
import { normalEmail } from '../../../core/flags/seed32.ts';
import { useAdmin } from '../admincontext.ts';
import { Field } from '../field.tsx';
import { adminWords } from '../words/adminwords.ts';
import { nameOf } from './changelines.ts';
import { isEmail } from './isemail.ts';

/** Who gets it at any share. People are added by e-mail address; those who have never signed in have no other name here. */
export function InternalUsers() {
  const { desk } = useAdmin();
  const [email, setEmail] = useState('');
  const [fault, setFault] = useState<'invalid' | 'twice' | null>(null);
  const words = adminWords();
  const own = words.users;
  const [base, form] = [desk.base.value, desk.form.value];
  if (!base || !form) return null;
  const before = base.document.flags.enableOfflineRecording.internalUsers ?? [];
  const named = desk.named.value;
  const unknown = before.filter((hmac) => named.every((person) => person.hmac !== hmac || person.email === null)).length;
  const listed = [...form.addInternal, ...before.flatMap((hmac) => named.find((person) => person.hmac === hmac)?.email ?? [])].map(normalEmail);

  const add = () => {
    const typed = email.trim();
    const wrong = !isEmail(typed) ? 'invalid' : listed.includes(normalEmail(typed)) ? 'twice' : null;
    setFault(wrong);
    if (wrong) return;
    desk.change({ addInternal: [...form.addInternal, typed] });
    setEmail('');
  };
  const toggle = (hmac: string, keep: boolean) => desk.change({ internalUsers: before.filter((one) => (one === hmac ? keep : form.internalUsers.includes(one))) });

  return (
    <section class="admin-card" aria-labelledby="admin-users">
      <h2 class="admin-title" id="admin-users">
        {own.title}
      </h2>
      <p class="admin-hint">{own.hint}</p>
      {before.length + form.addInternal.length === 0 && <p>{own.none}</p>}
      <ul class="admin-rows">
        {before.map((hmac) => {
          const name = nameOf(hmac, { words, named });
          const kept = form.internalUsers.includes(hmac);
          return (
            <li key={hmac}>
              <span>
                {kept ? name : <s>{name}</s>} {!kept && <span class="pill tone-hold">{own.removed}</span>}
              </span>
              <button type="button" class="admin-small" aria-label={kept ? own.remove(name) : `${own.putBack}: ${name}`} onClick={() => toggle(hmac, !kept)}>
                {kept ? own.removeShort : own.putBack}
              </button>
            </li>
          );
        })}
        {form.addInternal.map((address) => (
          <li key={address}>
            <span>
              {address} <span class="pill tone-sea">{own.added}</span>
            </span>
            <button type="button" class="admin-small" aria-label={own.remove(address)} onClick={() => desk.change({ addInternal: form.addInternal.filter((one) => one !== address) })}>
              {own.removeShort}
            </button>
          </li>
        ))}
      </ul>
      {unknown > 0 && <p class="admin-hint">{own.unknownCount(unknown)}</p>}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Field label={own.add} type="email" inputMode="email" value={email} fault={fault ? own[fault] : undefined} onInput={setEmail}>
          <button class="action look-plain" type="submit">
            {own.addAction}
          </button>
        </Field>
      </form>
    </section>
  );
}
