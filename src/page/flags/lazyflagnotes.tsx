import { useLoaded } from '../shell/useloaded.ts';

const load = () => import('./flagnotes.tsx');

/** What the flags have to say to a person, loaded when there is something to say. */
export function LazyFlagNotes({ waiting }: { waiting: number }) {
  const later = useLoaded(load);
  return later && <later.FlagNotes waiting={waiting} />;
}
