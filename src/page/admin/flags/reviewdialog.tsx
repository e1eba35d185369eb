import { useState } from 'preact/hooks';
import { changesBetween } from '../../../core/flags/changes.ts';
import { Action } from '../../shell/action.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { useAdmin } from '../admincontext.ts';
import { Field } from '../field.tsx';
import { TroubleNote } from '../troublenote.tsx';
import { adminWords } from '../words/adminwords.ts';
import { ChangeList } from './changelist.tsx';
import { faultText } from './faulttext.ts';
import { HeadCount } from './headcount.tsx';

/** What would change and for how many, before it does. It takes a reason. */
export function ReviewDialog({ onClose }: { onClose(): void }) {
  const { desk } = useAdmin();
  const [asked, setAsked] = useState(false);
  const words = adminWords();
  const own = words.review;
  const base = desk.base.value;
  const edit = desk.edit.value;
  if (!base || !edit) return null;
  const { draft, faults } = edit;
  const missing = asked && desk.why.value.trim() === '';
  const save = () => {
    setAsked(true);
    if (desk.why.value.trim() === '') return;
    void desk.save().then((saved) => saved && onClose());
  };
  return (
    <Dialog title={faults.length > 0 ? words.faults.summary(faults.length) : own.title} busy={desk.busy.value} onClose={onClose}>
      {faults.length > 0 ? (
        <ul class="admin-changes">
          {faults.map((fault) => (
            <li key={fault.field}>
              <span class="admin-change-label">{words.fields[fault.field]}</span>
              <span class="admin-change">{faultText(edit, fault.field, words)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <form
          class="admin-review"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <ChangeList changes={changesBetween(base.document, draft.document)} added={draft.addInternal ?? []} />
          <HeadCount draft={draft} />
          <Field label={own.why} hint={own.whyHint} value={desk.why.value} maxLength={500} fault={missing ? own.whyMissing : undefined} onInput={desk.setWhy} />
          <TroubleNote trouble={desk.trouble.value} />
          <Action look="sea" label={desk.busy.value ? own.saving : own.save} off={desk.busy.value} onTap={save} />
        </form>
      )}
      <Action look="plain" label={own.back} off={desk.busy.value} onTap={onClose} />
    </Dialog>
  );
}
