import type { OwnerId, RecordingId } from '../src/core/names.ts';
import type { FlagService } from './flags/flagservice.ts';
import type { Clock, KeyRing, Log, ObjectStore, People, Sessions, SignIn } from './ports.ts';
import type { PublicFiles } from './routes/publicfiles.ts';

/** What makes a finished recording into an archive, as far as the routes know it. */
export interface ComposeTrigger {
  /** Asks for a recording to be composed; asking again for one that is under way or done is harmless. */
  enqueue(ownerId: OwnerId, recordingId: RecordingId): void;
}

/** What the service is made of. A composition root (`node.ts`, a Lambda) chooses each part. */
export interface AppDeps extends FlagService {
  store: ObjectStore;
  keys: KeyRing;
  signIn: SignIn;
  sessions: Sessions;
  people: People;
  compose: ComposeTrigger;
  clock: Clock;
  log: Log;
  /** The build's version, told by `/api/health`. */
  version: string;
  /** The built app; absent where something else serves it. */
  publicFiles?: PublicFiles;
}
