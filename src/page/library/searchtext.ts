import { shortId } from './shortid.ts';
import type { RecordingId } from '../../core/names.ts';
import type { Recording } from '../../core/recording.ts';
import { formats, spokenLanguage, words } from '../i18n/words.ts';
import { folded } from './select.ts';

/**
 * What recordings can be found by, in the language and on the day of its making: day and time as shown and as 2026-11-23,
 * length, state and number. Each is put together once; what this device could open of its private texts is added.
 */
export function createSearchText(todayMs: number, privateText: (id: RecordingId) => string): (recording: Recording) => string {
  const now = `${spokenLanguage()} ${todayMs}`;
  if (now !== known.of) known = { of: now, texts: new WeakMap() };
  const { texts } = known;
  return (recording) => {
    let text = texts.get(recording);
    if (text === undefined) texts.set(recording, (text = folded(textOf(recording, todayMs))));
    const more = privateText(recording.id);
    return more === '' ? text : text + more;
  };
}

/** Ten thousand dates take a while to be written: a list that is opened again has them. */
let known: { of: string; texts: WeakMap<Recording, string> } = { of: '', texts: new WeakMap() };

function textOf({ id, startedAtMs, savedMs, state, partial }: Recording, todayMs: number): string {
  return [formats.dayAndTime(startedAtMs, todayMs), isoDay(startedAtMs), formats.duration(savedMs), stateWord(state), partial ? words.state.withPartial('') : '', shortId(id)].join(' ');
}

function stateWord(state: Recording['state']): string {
  switch (state) {
    case 'uploading':
      return words.state.waiting;
    case 'archived':
      return words.state.sent;
    case 'failed':
      return words.state.failed('');
    case 'recording':
    case 'paused':
    case 'waiting':
    case 'sent':
    case 'empty':
      return words.state[state];
    default:
      throw new Error(`unknown state ${state satisfies never as string}`);
  }
}

function isoDay(atMs: number): string {
  const date = new Date(atMs);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}
