import { useAdmin } from '../admincontext.ts';
import { adminWords } from '../words/adminwords.ts';

/** What was done, and until when it has reached whom. */
export function DoneNote() {
  const { desk } = useAdmin();
  const words = adminWords();
  const own = words.done;
  const done = desk.done.value;
  const killed = done?.kind === 'killed';
  const title = !done ? '' : killed ? (done.changed ? own.killed : own.killedBefore) : done.changed ? own[done.kind === 'saved' ? 'saved' : 'returned'](done.version) : own.same(done.version);
  return (
    <div role="status" data-testid="done">
      {done && (
        <div class={killed ? 'note tone-live' : 'note tone-ok'}>
          <p class="note-title">{title}</p>
          <p>{killed ? `${own.killedText(done.withinSeconds)} ${done.hold ? words.kill.hold : words.kill.drain}` : own.within(done.withinSeconds)}</p>
        </div>
      )}
    </div>
  );
}
