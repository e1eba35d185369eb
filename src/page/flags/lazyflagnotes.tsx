import { useLoaded } from '../shell/useloaded.ts';

const load = async () => (await import('./flagnotes.tsx')).FlagNotes;

/** What the flags have to say to a person, loaded when there is something to say. */
export function LazyFlagNotes({ waiting }: { waiting: number }) {
  const FlagNotes = useLoaded(load);
  return FlagNotes && <FlagNotes waiting={waiting} />;
}
