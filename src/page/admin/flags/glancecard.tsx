import { useAdmin } from '../admincontext.ts';
import { adminWords } from '../words/adminwords.ts';
import { beganWith, glanceOf, phaseOf } from './glance.ts';
import { authorText, glanceText, moment } from './speaker.ts';
import type { PastVersions } from './pastversions.ts';

/** How it is now, as large as it gets: who gets the offline recorder, since when and by whom. */
export function GlanceCard({ past }: { past: PastVersions }) {
  const { desk } = useAdmin();
  const words = adminWords();
  const own = words.glance;
  const counts = desk.counts.value;
  if (!counts) return null;
  const glance = glanceOf(counts.document.flags.enableOfflineRecording);
  const { now } = phaseOf(counts.document);
  const text = glance.kind === 'percent' ? own.percentText(glance.percent) : own[`${glance.kind}Text`];
  const history = past.known.value;
  const began = history && beganWith(glance, history);
  const since = began?.change
    ? own.since(moment(began.change.atMs), authorText(began.change.by, words))
    : began?.updatedAt
      ? own.sinceStart(moment(Date.parse(began.updatedAt)))
      : history && own.longer;
  return (
    <section class={`admin-glance glance-${glance.kind}`} aria-label={own.label} data-testid="glance">
      <p class="admin-glance-label">{own.label}</p>
      <p class="admin-glance-now">{glanceText(glance, words)}</p>
      <p>{text}</p>
      <p class="admin-glance-since">{since}</p>
      {began?.change && began.change.why !== '' && <p class="admin-glance-why">“{began.change.why}”</p>}
      <p class="admin-hint">
        {[own.version(counts.version), ...(now && glance.kind !== 'off' ? [own.phase(now.name)] : [])].join(' · ')}
      </p>
    </section>
  );
}
