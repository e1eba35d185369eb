import { useEffect, useState } from 'preact/hooks';
import { speakMore } from '../i18n/words.ts';

/**
 * What comes after the first paint, with its words, as soon as it is there; null until then. What could not be loaded is
 * tried again when there is a network. `load` is one and the same function at every drawing.
 */
export function useLoaded<Part>(load: () => Promise<Part>): Part | null {
  const [found, setFound] = useState<{ part: Part } | null>(null);
  useEffect(() => {
    let gone = false;
    const look = () =>
      void Promise.all([load(), speakMore()])
        .then(([part]) => gone || setFound({ part }))
        .catch(() => undefined);
    look();
    addEventListener('online', look);
    return () => {
      gone = true;
      removeEventListener('online', look);
    };
  }, [load]);
  return found?.part ?? null;
}
