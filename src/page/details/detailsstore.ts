import { CaptureFault } from '../../core/capture/capturefault.ts';
import type { RecordingId } from '../../core/names.ts';
import type { RecordingStore } from '../../core/ports.ts';
import type { Gap, Mark, Take } from '../../core/recording.ts';
import type { TextSubject } from '../../core/seal/format.ts';
import { readTexts, writeText, type ReadText, type TextDeps } from '../../core/seal/texts.ts';

/** What belongs to a recording besides its audio. */
export interface KeptDetails {
  takes: Take[];
  gaps: Gap[];
  marks: Mark[];
  /** As far as this device can read them. */
  texts: ReadText[];
}

/** `no_key`: nothing to seal to. `gone`: the recording is no more. */
export type TextOutcome = 'saved' | 'no_key' | 'gone' | 'failed';

export interface DetailsStore {
  /** Null when it cannot be read now. */
  read(id: RecordingId): Promise<KeptDetails | null>;
  /** Seals a text and saves it; an empty one takes it back. Never rejects. */
  write(id: RecordingId, subject: TextSubject, text: string): Promise<TextOutcome>;
}

/** The details of one owner's recordings, as views use them. */
export function createDetailsStore(deps: TextDeps & { store: RecordingStore; onSaved(): void }): DetailsStore {
  const { store } = deps;
  return {
    async read(id) {
      try {
        const [takes, gaps, marks, texts] = await Promise.all([store.takes(id), store.gaps(id), store.marks(id), readTexts(deps, id)]);
        return { takes, gaps, marks, texts };
      } catch {
        return null;
      }
    },

    async write(id, subject, text) {
      try {
        await writeText(deps, id, subject, text);
        deps.onSaved();
        return 'saved';
      } catch (error) {
        if (error instanceof CaptureFault) return 'no_key';
        return (await store.get(id).catch(() => true)) === undefined ? 'gone' : 'failed';
      }
    },
  };
}
