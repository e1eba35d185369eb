import type { RecordingId } from '../../core/names.ts';
import { useLoaded } from '../shell/useloaded.ts';

const load = async () => (await import('./detailsdialog.tsx')).DetailsDialog;

/** The private details of one recording over everything else, as soon as they are loaded. */
export function LazyDetails({ id, onClose }: { id: RecordingId; onClose(): void }) {
  const DetailsDialog = useLoaded(load);
  return DetailsDialog && <DetailsDialog id={id} onClose={onClose} />;
}
