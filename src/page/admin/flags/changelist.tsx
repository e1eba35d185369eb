import type { FlagChange } from '../../../core/flags/changes.ts';
import { changeLines, type ChangeLine } from './changelines.ts';
import { useSpeaker } from './speaker.ts';

/** Changes, one a line, with what was and what becomes of it. */
export function ChangeList({ changes, added }: { changes: readonly FlagChange[]; added?: readonly string[] }) {
  const speaker = useSpeaker();
  const own = speaker.words.changes;
  const people = (added ?? []).map((email): ChangeLine => ({ label: own.internalUser, before: null, after: email }));
  const lines = [...changeLines(changes, speaker), ...people];
  if (lines.length === 0) return <p class="admin-hint">{own.none}</p>;
  return (
    <ul class="admin-changes">
      {lines.map(({ label, before, after }) => (
        <li key={`${label} ${before} ${after}`}>
          <span class="admin-change-label">{label}</span>
          <span class="admin-change">
            <del>
              <span class="spoken">{own.was} </span>
              {before ?? own.nothing}
            </del>
            <span aria-hidden="true"> → </span>
            <ins>
              <span class="spoken"> {own.becomes} </span>
              {after ?? own.nothing}
            </ins>
          </span>
        </li>
      ))}
    </ul>
  );
}
