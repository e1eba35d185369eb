import { createContext } from 'preact';
import type { Draft } from './draft.ts';

/** The texts of a view that can be closed. */
export interface Drafts {
  /** Returns the way to take it out again. */
  add(draft: Draft): () => void;
  /** Saves what has changed, then runs `close`. What could not be saved stays in sight; who closes once more is not held up. */
  leave(close: () => void): void;
}

export function createDrafts(): Drafts {
  const all = new Set<Draft>();
  let held = false;
  const kept = () => [...all].every(({ state }) => state.value === 'kept' || state.value === 'saved');
  return {
    add(draft) {
      all.add(draft);
      return () => void all.delete(draft);
    },
    leave(close) {
      if (held || kept()) return close();
      held = true;
      void Promise.all([...all].map((draft) => draft.leave())).then(() => {
        if (kept()) close();
      });
    },
  };
}

/** The drafts of the view that a field stands in, where somebody waits for them. */
export const DraftsOfView = createContext<Drafts | null>(null);
