import type { RecordingId } from '../../core/names.ts';
import { useLoaded } from '../shell/useloaded.ts';

const load = () => import('./detailsdialog.tsx');

/** The private details of one recording over everything else, as soon as they are loaded. */
export function LazyDetails({ id, onClose }: { id: RecordingId; onClose(): void }) {
  const loaded = useLoaded(load);
  return loaded && <loaded.DetailsDialog id={id} onClose={onClose} />;
}
