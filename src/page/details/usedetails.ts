import { useEffect, useState } from 'preact/hooks';
import type { RecordingId } from '../../core/names.ts';
import { useApp } from '../app.ts';
import type { DetailsStore, KeptDetails } from './detailsstore.ts';

/** The details of a recording as they are now, with the way to write them; null until they are read. */
export function useDetails(id: RecordingId): { store: DetailsStore; kept: KeptDetails } | null {
  const app = useApp();
  const [found, setFound] = useState<{ store: DetailsStore; kept: KeptDetails } | null>(null);
  useEffect(() => {
    let gone = false;
    void app
      .details()
      .then(async (store) => ({ store, kept: await store.read(id) }))
      .then(({ store, kept }) => {
        if (!gone && kept) setFound({ store, kept });
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [app, id]);
  return found;
}
