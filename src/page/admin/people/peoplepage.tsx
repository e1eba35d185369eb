import { useEffect, useState } from 'preact/hooks';
import type { People } from '../../../wire/api.ts';
import { Action } from '../../shell/action.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { useAdmin } from '../admincontext.ts';
import type { Answer, Trouble } from '../adminapi.ts';
import { Field } from '../field.tsx';
import { moment } from '../flags/speaker.ts';
import { TroubleNote } from '../troublenote.tsx';
import { adminWords } from '../words/adminwords.ts';

type Person = People['people'][number];

/** Everybody who has ever signed in, and the way to shut somebody out. */
export function PeoplePage() {
  const { api, gate, online } = useAdmin();
  const [people, setPeople] = useState<readonly Person[] | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [find, setFind] = useState('');
  const [asking, setAsking] = useState<Person | null>(null);
  const [busy, setBusy] = useState(false);
  const words = adminWords();
  const own = words.people;
  const take = (answer: Answer<People>) => {
    gate.heard(answer);
    setTrouble(answer.kind === 'ok' ? null : answer);
    if (answer.kind === 'ok') setPeople(answer.value.people);
    return answer.kind === 'ok';
  };
  const load = () => api.people().then(take);
  useEffect(() => void load(), [api]);
  const set = async (person: Person, disabled: boolean) => {
    setBusy(true);
    const done = take(await api.setShutOut(person.ownerId, disabled));
    setBusy(false);
    if (done) setAsking(null);
  };
  const nameOf = ({ email, ownerId }: Person) => email ?? own.nameless(ownerId.slice(0, 8));
  const shown = (people ?? []).filter((person) => nameOf(person).toLowerCase().includes(find.trim().toLowerCase()));

  return (
    <main class="admin-main admin-people">
      <section class="admin-card" aria-labelledby="admin-people">
        <h2 class="admin-title" id="admin-people">
          {own.title}
        </h2>
        {!online.value && <p class="note tone-hold">{words.trouble.offline}</p>}
        {!asking && <TroubleNote trouble={trouble} />}
        {!people && trouble && <Action look="plain" label={words.history.again} onTap={() => void load()} />}
        {people && <p class="admin-hint">{own.text(people.length)}</p>}
        {people && <Field label={own.find} type="search" value={find} onInput={setFind} />}
        <ul class="admin-rows" aria-labelledby="admin-people">
          {shown.map((person) => {
            const name = nameOf(person);
            const you = person.ownerId === gate.person.value?.ownerId;
            return (
              <li key={person.ownerId}>
                <div>
                  <p class="admin-strong">{name}</p>
                  <p class="admin-version-head">
                    {you && <span class="pill tone-sea">{own.you}</span>}
                    {person.roles.includes('admin') && <span class="pill tone-soft">{own.admin}</span>}
                    {person.disabled && <span class="pill tone-live">{own.shutOut}</span>}
                  </p>
                  <p class="admin-hint">{own.seen(moment(person.lastSignInAtMs))}</p>
                </div>
                {/* The last admin would be out for good. */}
                {!you && (
                  <button type="button" class="admin-small" aria-label={person.disabled ? own.inOf(name) : own.outOf(name)} onClick={() => (person.disabled ? void set(person, false) : setAsking(person))}>
                    {person.disabled ? own.in : own.out}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      </section>
      {asking && (
        <Dialog title={own.outTitle(nameOf(asking))} busy={busy} onClose={() => setAsking(null)}>
          <p>{own.outText}</p>
          <TroubleNote trouble={trouble} />
          <Action look="stop" label={own.out} off={busy} onTap={() => void set(asking, true)} />
          <Action look="plain" label={words.cancel} off={busy} onTap={() => setAsking(null)} />
        </Dialog>
      )}
    </main>
  );
}
