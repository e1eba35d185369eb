import { useEffect, useState } from 'preact/hooks';
import type { RecordingId } from '../../core/names.ts';
import { moreWords } from '../i18n/words.ts';
import type { LibraryTools } from '../library/tools.ts';
import { Action } from '../shell/action.tsx';
import { createPlayer, type Player } from './player.ts';
import { PlayerView } from './playerview.tsx';
import type { Silence, Sound } from './sound.ts';

/** A recording being heard in its place in the list, or why it cannot be. Opening it begins to play. */
export function Hear({ id, tools, onClose }: { id: RecordingId; tools: Pick<LibraryTools, 'playback'>; onClose(): void }) {
  const [open, setOpen] = useState<{ sound: Sound; player: Player } | Silence | null>(null);
  useEffect(() => {
    let gone = false;
    let player: Player | undefined;
    void tools
      .playback()
      .then((playback) => playback.open(id))
      .catch((): Silence => 'unreadable')
      .then((sound) => {
        if (gone) return;
        if (typeof sound === 'string') return setOpen(sound);
        player = createPlayer(sound);
        setOpen({ sound, player });
        player.toggle();
      });
    return () => {
      gone = true;
      player?.close();
    };
  }, [id, tools]);
  return (
    <div class="hear" role="group" aria-label={moreWords.playback.label}>
      {open === null && <p aria-busy>{moreWords.playback.opening}</p>}
      {typeof open === 'string' && <p role="status">{moreWords.playback.silence[open]}</p>}
      {open !== null && typeof open === 'object' && <PlayerView sound={open.sound} player={open.player} />}
      <Action look="plain" label={moreWords.playback.close} onTap={onClose} />
    </div>
  );
}
