import { useEffect, useState } from 'preact/hooks';
import { changesBetween, type FlagChange } from '../../../core/flags/changes.ts';
import type { FlagDocument } from '../../../wire/flags.ts';
import { Action } from '../../shell/action.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { useAdmin } from '../admincontext.ts';
import type { Trouble } from '../adminapi.ts';
import { Field } from '../field.tsx';
import { TroubleNote } from '../troublenote.tsx';
import { adminWords } from '../words/adminwords.ts';
import { ChangeList } from './changelist.tsx';
import { authorText, moment } from './speaker.ts';

/** The one question before an earlier version counts again. Its reason is filled in, and can be another one. */
export function ReturnDialog({ version, onClose }: { version: number; onClose(): void }) {
  const { desk } = useAdmin();
  const words = adminWords();
  const own = words.history;
  const [why, setWhy] = useState(own.returnWhy(version));
  const [asked, setAsked] = useState(false);
  const [past, setPast] = useState<FlagDocument | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => {
    let gone = false;
    void desk.read(version).then((answer) => {
      if (gone) return;
      if (answer.kind === 'ok') setPast(answer.value.document);
      else setTrouble(answer);
    });
    return () => {
      gone = true;
    };
  }, [version]);
  const [base, late, busy] = [desk.base.value, desk.meanwhile.value, desk.busy.value];
  const missing = asked && why.trim() === '';

  const go = async () => {
    setAsked(true);
    if (why.trim() === '' || !past) return;
    // What was changed meanwhile has been told above: the return is on top of that now.
    if (late && !(await desk.onTop())) return;
    if (await desk.returnTo(version, why.trim())) onClose();
  };
  return (
    <Dialog title={own.returnTitle(version)} busy={busy} onClose={onClose}>
      {late && (
        <div class="note tone-hold" role="alert" data-testid="return-conflict">
          <p class="note-title">{words.meanwhile.title}</p>
          <p>{words.meanwhile.now(late.current.version, late.current.change ? authorText(late.current.change.by, words) : words.glance.nobody, moment(late.current.change?.atMs ?? Date.parse(late.current.document.updatedAt)))}</p>
          <ChangeList changes={late.theirs} />
        </div>
      )}
      <p>{own.returnText}</p>
      {base && past && <ChangeList changes={returning((late?.current ?? base).document, past)} />}
      <TroubleNote trouble={trouble ?? desk.trouble.value} />
      <Field label={words.review.why} value={why} maxLength={500} fault={missing ? words.review.whyMissing : undefined} onInput={setWhy} />
      <Action look="sea" label={own.returnAction} off={busy || !past} onTap={() => void go()} />
      <Action look="plain" label={words.cancel} off={busy} onTap={onClose} />
    </Dialog>
  );
}

/** What a return changes: clean-ups are orders and no settings, and stay. */
function returning(now: FlagDocument, past: FlagDocument): FlagChange[] {
  return changesBetween(now, past).filter(({ path }) => path[0] !== 'cleanupRequests');
}
