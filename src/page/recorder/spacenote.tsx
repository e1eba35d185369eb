import { useApp } from '../app.ts';
import { moreWords } from '../i18n/words.ts';
import { Note } from '../shell/note.tsx';
import { fewMinutesLeft } from './spaceleft.ts';

/** That little space is left, before it is gone. What is spoken stays the same while the minutes go. */
export function SpaceNote({ running }: { running: boolean }) {
  const { space, preferences, bitsPerSecond } = useApp().capture;
  const minutes = fewMinutesLeft(space.value?.bytes ?? null, bitsPerSecond(preferences.value.preset));
  return (
    <>
      <output class="spoken">{minutes !== null && moreWords.space.low}</output>
      {minutes !== null && (
        <Note tone="hold" title={moreWords.space.title(minutes)}>
          <p>{running ? moreWords.space.during : moreWords.space.before}</p>
        </Note>
      )}
    </>
  );
}
