import type { Trouble } from './adminapi.ts';
import { adminWords } from './words/adminwords.ts';

/** Why a request came to nothing, and what of it is safe. Who may not go on is told elsewhere. */
export function TroubleNote({ trouble }: { trouble: Trouble | null }) {
  const own = adminWords().trouble;
  const text =
    trouble?.kind === 'unanswered' ? own.unanswered : trouble?.kind === 'refused' ? own.refused(trouble.detail) : trouble?.kind === 'failed' ? own.failed(trouble.status) : null;
  return (
    text && (
      <p class="note tone-live" role="alert">
        {text}
      </p>
    )
  );
}
