import { signal, type ReadonlySignal } from '@preact/signals';
import type { TextOutcome } from './detailsstore.ts';

/** `kept`: as it was found; the others tell how the last save went. */
export type DraftState = 'kept' | 'changed' | 'saving' | TextOutcome;

/** One text as a person writes it. */
export interface Draft {
  text: ReadonlySignal<string>;
  state: ReadonlySignal<DraftState>;
  type(text: string): void;
  /** The field is left: saves what has changed. Resolves when that is done, and never rejects. */
  leave(): Promise<void>;
}

/** @param kept What is stored, null when this device cannot read it, undefined when there is nothing. */
export function createDraft(kept: string | null | undefined, save: (text: string) => Promise<TextOutcome>): Draft {
  const text = signal(kept ?? '');
  const state = signal<DraftState>('kept');
  let stored = text.value;
  let saving: Promise<void> | null = null;

  async function work(): Promise<void> {
    // What is typed meanwhile is saved in the next round.
    while (text.value !== stored) {
      const now = text.value;
      state.value = 'saving';
      const outcome = await save(now);
      if (outcome !== 'saved') {
        state.value = outcome;
        return;
      }
      stored = now;
      state.value = 'saved';
    }
  }

  return {
    text,
    state,
    type(now) {
      text.value = now;
      if (saving === null) state.value = now === stored ? 'kept' : 'changed';
    },
    leave() {
      saving ??= work().finally(() => (saving = null));
      return saving;
    },
  };
}
