import { useState } from 'preact/hooks';
import { Action } from '../../shell/action.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { useAdmin } from '../admincontext.ts';
import { Field } from '../field.tsx';
import { TroubleNote } from '../troublenote.tsx';
import { adminWords } from '../words/adminwords.ts';

/** The one question before it is off for everybody. Nothing has to be typed. */
export function KillDialog({ onClose }: { onClose(): void }) {
  const { desk } = useAdmin();
  const [why, setWhy] = useState('');
  const own = adminWords().kill;
  const drain = desk.base.value?.document.flags.enableOfflineRecording.whenOff === 'drain';
  return (
    <Dialog title={own.title} busy={desk.busy.value} onClose={onClose}>
      <p>{own.text}</p>
      <p>{drain ? own.drain : own.hold}</p>
      {desk.changes.value > 0 && <p>{own.draft}</p>}
      <TroubleNote trouble={desk.trouble.value} />
      <Action look="record" label={own.action} off={desk.busy.value} onTap={() => void desk.kill(why).then((done) => done && onClose())} />
      <Action look="plain" label={adminWords().cancel} off={desk.busy.value} onTap={onClose} />
      <Field label={own.why} value={why} maxLength={500} onInput={setWhy} />
    </Dialog>
  );
}
