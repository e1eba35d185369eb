import { signal } from '@preact/signals';
import type { RecordingId } from '../../core/names.ts';
import type { Recording } from '../../core/recording.ts';
import type { ReadText } from '../../core/seal/texts.ts';
import { folded } from './select.ts';

/** Private texts as far as this device can open them: in memory only, and only until somebody else could be looking. */
export interface PrivateTexts {
  /** All texts of a recording to be searched in, folded; empty while they are not open. Drawn anew when more are. */
  searched(id: RecordingId): string;
  /** Its title, or null. Drawn anew like the others. */
  title(id: RecordingId): string | null;
  /** Opens the texts of these in the background, in this order; what is open and has not changed is not opened again. */
  open(recordings: readonly Recording[]): void;
  /** Forgets everything that was opened. */
  forget(): void;
}

export interface PrivateTextsDeps {
  /** Which recordings have texts at all. */
  withTexts(): Promise<ReadonlySet<RecordingId>>;
  read(id: RecordingId): Promise<ReadText[]>;
}

interface Opened {
  edits: number;
  title: string | null;
  searched: string;
}

/** How many are opened before the screen hears of them. */
const TELL_EVERY = 25;

export function createPrivateTexts(deps: PrivateTextsDeps): PrivateTexts {
  const opened = new Map<RecordingId, Opened>();
  const told = signal(0);
  /** The last is the next. */
  let queue: Recording[] = [];
  let working = false;
  let life = 0;

  async function work(): Promise<void> {
    working = true;
    const ofLife = life;
    let untold = 0;
    try {
      const some = await deps.withTexts();
      for (let next = queue.pop(); next && ofLife === life; next = queue.pop()) {
        const { id, edits = 0 } = next;
        if (!some.has(id) || opened.get(id)?.edits === edits) continue;
        const texts = await deps.read(id);
        if (ofLife !== life) break;
        opened.set(id, { edits, title: texts.find(({ subject }) => subject.kind === 'title')?.text || null, searched: folded(texts.map(({ text }) => ` ${text ?? ''}`).join('')) });
        untold += 1;
        if (untold % TELL_EVERY === 0) told.value = told.peek() + 1;
      }
    } catch {
      // The list says when the storage does not answer; what is not open is just not found.
      queue = [];
    }
    if (untold % TELL_EVERY !== 0) told.value = told.peek() + 1;
    working = false;
    if (queue.length > 0) void work();
  }

  // Read for the sake of being told of more.
  const now = (id: RecordingId) => (told.value >= 0 ? opened.get(id) : undefined);
  return {
    searched: (id) => now(id)?.searched ?? '',
    title: (id) => now(id)?.title ?? null,
    open(recordings) {
      const wanted = new Set(recordings);
      queue = [...queue.filter((one) => !wanted.has(one)), ...[...recordings].reverse()];
      if (!working && queue.length > 0) void work();
    },
    forget() {
      life += 1;
      queue = [];
      opened.clear();
      told.value = told.peek() + 1;
    },
  };
}
