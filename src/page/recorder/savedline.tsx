import type { Recording } from '../../core/recording.ts';
import { percentSent } from '../library/progress.ts';
import { formats, words } from '../i18n/words.ts';
import { Icon } from '../shell/icon.tsx';

/** What is safe: on the disk of this device, and how much of it is with the server already. `row` is the running recording as stored. */
export function SavedLine({ savedMs, row }: { savedMs: number; row: Recording | undefined }) {
  const percent = row ? percentSent(row) : 0;
  return (
    <p class="saved">
      <span class="saved-here" data-testid="saved" data-saved-ms={savedMs}>
        <Icon name="check" />
        {words.recorder.saved(formats.duration(savedMs))}
      </span>
      {percent > 0 && <span class="saved-sent">{words.recorder.alreadySent(percent)}</span>}
    </p>
  );
}
