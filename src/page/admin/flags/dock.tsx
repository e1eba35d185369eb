import { Action } from '../../shell/action.tsx';
import { useAdmin } from '../admincontext.ts';
import { adminWords } from '../words/adminwords.ts';
import { glanceOf } from './glance.ts';
import { glanceText } from './speaker.ts';

/** Always in sight: off, or the way back; and what is being edited. The kill switch is there even where nothing could be read. */
export function Dock({ onKill, onReview }: { onKill(): void; onReview(): void }) {
  const { desk } = useAdmin();
  const words = adminWords();
  const own = words.dock;
  const flag = desk.counts.value?.document.flags.enableOfflineRecording;
  const changes = desk.changes.value;
  const back = flag?.kill ? glanceText(glanceOf({ ...flag, kill: false }), words) : null;
  return (
    <div class={changes > 0 ? 'dock admin-dock admin-dock-edit' : 'dock admin-dock'}>
      {changes > 0 && <Action look="sea" label={own.review(changes)} onTap={onReview} />}
      {changes > 0 && <Action look="plain" label={own.discard} onTap={desk.reset} />}
      {back !== null && changes === 0 && (
        <Action
          look="plain"
          label={own.back(back)}
          onTap={() => {
            desk.set('standing', 'on');
            onReview();
          }}
        />
      )}
      {back === null && <Action look="stop" label={own.killFull} onTap={onKill} />}
    </div>
  );
}
