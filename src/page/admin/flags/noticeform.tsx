import { useId } from 'preact/hooks';
import { Action } from '../../shell/action.tsx';
import { useAdmin } from '../admincontext.ts';
import { Field } from '../field.tsx';
import { adminWords } from '../words/adminwords.ts';
import { faultText } from './faulttext.ts';

/** What every open app shows for a time. */
export function NoticeForm() {
  const { desk } = useAdmin();
  const id = useId();
  const words = adminWords();
  const own = words.notice;
  const [form, edit] = [desk.form.value, desk.edit.value];
  if (!form || !edit) return null;
  const { fields } = form;
  const given = fields.noticeEn !== '' || fields.noticeEs !== '';
  const text = (name: 'noticeEn' | 'noticeEs', lang: string) => (
    <Field label={words.fields[name]} lang={lang} lines={3} value={fields[name]} fault={faultText(edit, name, words)} onInput={(value) => desk.set(name, value)} />
  );
  return (
    <details class="admin-card">
      <summary>
        <h2 class="admin-title">{own.title}</h2>
      </summary>
      <p class="admin-hint">{own.hint}</p>
      {!given && <p>{own.none}</p>}
      {text('noticeEn', 'en')}
      {text('noticeEs', 'es')}
      <div class="admin-field">
        <label for={id}>{words.fields.noticeLevel}</label>
        <select class="field" id={id} value={fields.noticeLevel} onChange={({ currentTarget }) => desk.set('noticeLevel', currentTarget.value)}>
          <option value="info">{own.info}</option>
          <option value="warning">{own.warning}</option>
        </select>
      </div>
      <Field label={words.fields.noticeUntil} type="datetime-local" value={fields.noticeUntil} fault={faultText(edit, 'noticeUntil', words)} onInput={(value) => desk.set('noticeUntil', value)} />
      {given && <Action look="plain" label={own.clear} onTap={() => desk.change({ fields: { ...fields, noticeEn: '', noticeEs: '', noticeLevel: 'info', noticeUntil: '' } })} />}
    </details>
  );
}
