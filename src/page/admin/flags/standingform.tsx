import { useId, useState } from 'preact/hooks';
import { useAdmin } from '../admincontext.ts';
import { Field } from '../field.tsx';
import { adminWords } from '../words/adminwords.ts';
import { phaseOf } from './glance.ts';
import { faultText } from './faulttext.ts';

/** Off, a phase of the schedule, or any share. */
export function StandingForm() {
  const { desk } = useAdmin();
  const [other, setOther] = useState(false);
  const id = useId();
  const words = adminWords();
  const own = words.standing;
  const [base, form, edit] = [desk.base.value, desk.form.value, desk.edit.value];
  if (!base || !form || !edit) return null;
  const { standing, percent } = form.fields;
  const shares = phaseOf(base.document).phases.map((phase) => String(phase.percent));
  const choices = ['off', ...new Set(['0', ...shares, '100']), 'other'];
  const chosen = standing === 'off' ? 'off' : other || !choices.includes(percent) ? 'other' : percent;
  const label = (choice: string) => (choice === 'off' ? own.off : choice === 'other' ? own.other : choice === '0' ? own.internal : choice === '100' ? own.everyone : words.percent(Number(choice)));
  const choose = (choice: string) => {
    setOther(choice === 'other');
    const share = choice === 'other' || choice === 'off' ? {} : { percent: choice };
    desk.change({ fields: { ...form.fields, standing: choice === 'off' ? 'off' : 'on', ...share } });
  };
  return (
    <fieldset class="option admin-card">
      <legend class="admin-title">{own.title}</legend>
      <p class="admin-hint">{own.hint}</p>
      <div class="admin-chips">
        {choices.map((choice) => (
          <label key={choice} class="choice">
            <input type="radio" name={id} value={choice} checked={choice === chosen} onChange={() => choose(choice)} />
            <span class="choice-label">{label(choice)}</span>
          </label>
        ))}
      </div>
      {chosen === 'other' && <Field label={own.otherLabel} inputMode="numeric" value={percent} fault={faultText(edit, 'percent', words)} onInput={(text) => desk.set('percent', text)} />}
    </fieldset>
  );
}
