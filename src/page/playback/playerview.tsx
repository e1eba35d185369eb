import { useEffect, useId, useRef } from 'preact/hooks';
import { formats, moreWords, words } from '../i18n/words.ts';
import { Icon } from '../shell/icon.tsx';
import { SPEEDS, STEP_MS, type Player } from './player.ts';
import { pointWords } from './pointwords.ts';
import type { Sound, SoundPoint } from './sound.ts';

/** The controls of a sound: play, seek, steps, speed, and what is to be found in it. */
export function PlayerView({ sound, player }: { sound: Sound; player: Player }) {
  const id = useId();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const { playing, speed, failed } = player;
  const points = sound.points.filter((point) => point.kind !== 'take' || point.nth > 1);
  return (
    <>
      <Track sound={sound} player={player} points={points} />
      <div class="player-ways">
        <button type="button" class="action look-plain" aria-label={moreWords.playback.back} onClick={() => player.seek(player.atMs.value - STEP_MS)}>
          −15
        </button>
        <button type="button" class="action look-sea" ref={first} onClick={() => player.toggle()}>
          <Icon name={playing.value ? 'pause' : 'play'} />
          {playing.value ? words.recorder.pause : moreWords.playback.go}
        </button>
        <button type="button" class="action look-plain" aria-label={moreWords.playback.forward} onClick={() => player.seek(player.atMs.value + STEP_MS)}>
          +15
        </button>
        <label class="spoken" for={`${id}s`}>
          {moreWords.playback.speed}
        </label>
        <select id={`${id}s`} class="field" value={String(speed.value)} onChange={({ currentTarget }) => player.setSpeed(Number(currentTarget.value))}>
          {SPEEDS.map((one) => (
            <option key={one} value={String(one)}>
              {new Intl.NumberFormat(words.locale).format(one)}×
            </option>
          ))}
        </select>
      </div>
      {failed.value && <p role="alert">{moreWords.playback.silence.unreadable}</p>}
      {sound.incomplete && <p class="item-why">{moreWords.playback.incomplete}</p>}
      {points.length > 0 && (
        <div class="points" role="group" aria-label={moreWords.playback.points}>
          {points.map((point) => (
            <button key={keyOf(point)} type="button" class={`point point-${point.kind}`} data-at-ms={point.atMs} onClick={() => player.seek(point.atMs)}>
              <b>{formats.duration(point.atMs)}</b> {pointWords(point)}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** Where it is, and where its marks and gaps are. Only this is drawn anew while it plays. */
function Track({ sound, player, points }: { sound: Sound; player: Player; points: readonly SoundPoint[] }) {
  const at = player.atMs.value;
  const share = (ms: number) => `${sound.durationMs === 0 ? 0 : (100 * ms) / sound.durationMs}%`;
  return (
    <div class="track">
      <div class="track-line">
        {points.map((point) => (
          <i key={keyOf(point)} class={`tick tick-${point.kind}`} style={{ insetInlineStart: share(point.atMs) }} />
        ))}
        <input
          type="range"
          min={0}
          max={sound.durationMs}
          step={100}
          value={at}
          aria-label={moreWords.playback.position}
          aria-valuetext={moreWords.playback.of(formats.duration(at), formats.duration(sound.durationMs))}
          onInput={({ currentTarget }) => player.seek(Number(currentTarget.value))}
          onKeyDown={(event) => {
            // A tenth of a second a key is no way to get anywhere.
            const by = { ArrowLeft: -5_000, ArrowDown: -5_000, ArrowRight: 5_000, ArrowUp: 5_000, PageDown: -60_000, PageUp: 60_000 }[event.key];
            if (by === undefined) return;
            event.preventDefault();
            player.seek(player.atMs.peek() + by);
          }}
        />
      </div>
      <p class="track-times" aria-hidden="true">
        <span data-testid="heard-at">{formats.duration(at)}</span>
        <span data-testid="heard-of">{formats.duration(sound.durationMs)}</span>
      </p>
    </div>
  );
}

function keyOf(point: SoundPoint): string {
  return `${point.kind} ${point.kind === 'gap' ? point.startedAtMs : point.nth}`;
}
