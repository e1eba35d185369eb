import type { Bytes } from '../../core/bytes.ts';
import type { RecordingId } from '../../core/names.ts';
import { openTake, type OpenedPiece } from '../../core/playback/opentake.ts';
import type { LocalKeys, RecordingStore } from '../../core/ports.ts';
import type { Take } from '../../core/recording.ts';
import { readTexts } from '../../core/seal/texts.ts';
import { createJoiner } from './joiner.ts';
import type { Playback, Silence, Sound, SoundPoint } from './sound.ts';

export interface PlaybackDeps {
  ownerId: string;
  store: RecordingStore;
  localKeys: LocalKeys;
}

/** Playback from what one owner has on this device. What is opened is in this page's memory, and gone with it. */
export function createPlayback(deps: PlaybackDeps): Playback {
  return {
    async open(id) {
      try {
        return await openSound(deps, id);
      } catch {
        return 'unreadable';
      }
    },
  };
}

async function openSound(deps: PlaybackDeps, id: RecordingId): Promise<Sound | Silence> {
  const { store } = deps;
  const row = await store.get(id);
  if (!row || typeof row.purgedAtMs === 'number') return 'elsewhere';
  const takes = (await store.takes(id)).filter(({ chunkCount }) => chunkCount > 0);
  const joiner = createJoiner();
  const places = new Map<number, { startMs: number; durationMs: number }>();
  const points: SoundPoint[] = [];
  let sealed = 0;
  for (const [i, take] of takes.entries()) {
    const pieces = await openTake(deps, id, take.take);
    if (!pieces) sealed += 1;
    const { bytes, whole } = pieces ? await beginning(pieces) : { bytes: [], whole: false };
    // A container that cannot be read costs its own take and no other.
    const place = bytes.length === 0 ? undefined : await joiner.add(new Blob(bytes)).catch(() => undefined);
    if (place) places.set(take.take, place);
    if (place && takes.length > 1) points.push({ kind: 'take', atMs: place.startMs, nth: i + 1 });
    if (!place?.whole || !whole) points.push({ kind: 'missing', atMs: place ? place.startMs + place.durationMs : lastEnd(places), nth: i + 1 });
  }
  if (places.size === 0) return sealed > 0 ? 'sealed' : 'unreadable';
  const parts = await joiner.finish();
  points.push(...(await marksOf(deps, id, places)), ...(await gapsOf(store, id, takes, places)));
  const durationMs = parts.reduce((sum, part) => sum + part.durationMs, 0);
  return { parts, durationMs, points: points.sort((a, z) => a.atMs - z.atMs), incomplete: points.some(({ kind }) => kind === 'missing') };
}

/** The sound of a take up to the first piece that is missing: after it a container cannot be read with certainty. */
async function beginning(pieces: AsyncIterable<OpenedPiece>): Promise<{ bytes: Bytes[]; whole: boolean }> {
  const bytes: Bytes[] = [];
  for await (const piece of pieces) {
    if (piece.is === 'missing') return { bytes, whole: false };
    bytes.push(piece.bytes);
  }
  return { bytes, whole: true };
}

async function marksOf(deps: PlaybackDeps, id: RecordingId, places: ReadonlyMap<number, { startMs: number }>): Promise<SoundPoint[]> {
  const texts = await readTexts(deps, id).catch(() => []);
  const marks = (await deps.store.marks(id)).flatMap(({ mark, take, atMs }) => {
    const place = places.get(take);
    return place ? [{ mark, atMs: place.startMs + atMs }] : [];
  });
  return marks
    .sort((a, z) => a.atMs - z.atMs)
    .map(({ mark, atMs }, i) => ({ kind: 'mark', atMs, nth: i + 1, label: texts.find(({ subject }) => subject.kind === 'mark' && subject.mark === mark)?.text || null }));
}

async function gapsOf(store: RecordingStore, id: RecordingId, takes: readonly Take[], places: ReadonlyMap<number, { startMs: number; durationMs: number }>): Promise<SoundPoint[]> {
  return (await store.gaps(id)).map(({ afterTake, startedAtMs, endedAtMs, cause }) => {
    const before = [...takes].reverse().find(({ take }) => take <= afterTake && places.has(take));
    const place = before && places.get(before.take);
    return { kind: 'gap', atMs: place ? place.startMs + place.durationMs : 0, startedAtMs, endedAtMs, cause };
  });
}

function lastEnd(places: ReadonlyMap<number, { startMs: number; durationMs: number }>): number {
  return Math.max(0, ...[...places.values()].map(({ startMs, durationMs }) => startMs + durationMs));
}
