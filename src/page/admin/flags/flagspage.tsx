import { useEffect, useMemo, useState } from 'preact/hooks';
import { Action } from '../../shell/action.tsx';
import { useAdmin } from '../admincontext.ts';
import { TroubleNote } from '../troublenote.tsx';
import { adminWords } from '../words/adminwords.ts';
import { Audience } from './audience.tsx';
import { Dock } from './dock.tsx';
import { DoneNote } from './donenote.tsx';
import { GlanceCard } from './glancecard.tsx';
import { HistoryList } from './historylist.tsx';
import { InternalUsers } from './internalusers.tsx';
import { KillDialog } from './killdialog.tsx';
import { MeanwhilePanel } from './meanwhilepanel.tsx';
import { NoticeForm } from './noticeform.tsx';
import { createPastVersions } from './pastversions.ts';
import { ReviewDialog } from './reviewdialog.tsx';
import { SettingsForm } from './settingsform.tsx';
import { StandingForm } from './standingform.tsx';
import { WhenOff } from './whenoff.tsx';

type Asking = 'kill' | 'review' | null;

/** The flags: how it is, the way to change it, and the way back. */
export function FlagsPage() {
  const { api, gate, desk, online } = useAdmin();
  const [asking, setAsking] = useState<Asking>(null);
  const words = adminWords();
  const past = useMemo(() => createPastVersions(api, gate.heard), [api]);
  const base = desk.base.value;
  const counting = desk.counts.value?.version;
  useEffect(() => void past.refresh(), [past, counting]);
  // What others have done meanwhile stands on the page, not in a question that is open over it.
  const late = desk.meanwhile.value !== null;
  useEffect(() => {
    if (late) setAsking((now) => (now === 'review' ? null : now));
  }, [late]);

  return (
    <>
      <main class="admin-main">
        <div class="admin-now">
          {!online.value && <p class="note tone-hold">{words.trouble.offline}</p>}
          <DoneNote />
          {asking === null && <TroubleNote trouble={desk.trouble.value} />}
          <MeanwhilePanel covered={asking !== null} onReview={() => setAsking('review')} />
          <GlanceCard past={past} />
          {!base && <Action look="plain" label={words.gate.again} onTap={() => void desk.load()} />}
        </div>
        {base && (
          <div class="admin-edit">
            <StandingForm />
            <WhenOff />
            <InternalUsers />
            <SettingsForm />
            <NoticeForm />
          </div>
        )}
        <div class="admin-side">
          {base && <Audience />}
          <HistoryList past={past} />
        </div>
      </main>
      <Dock onKill={() => setAsking('kill')} onReview={() => setAsking('review')} />
      {asking === 'kill' && <KillDialog onClose={() => setAsking(null)} />}
      {asking === 'review' && base && <ReviewDialog onClose={() => setAsking(null)} />}
    </>
  );
}
