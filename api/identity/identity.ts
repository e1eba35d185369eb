import type { Clock, Log, ObjectStore, People, Sessions } from '../ports.ts';
import { createPeople } from './people.ts';
import { createRecords } from './records.ts';
import { createRevocations } from './revocations.ts';
import { createSessions } from './sessions.ts';

/** Who is signed in and who may be, as `store` has it. Any number of servers may share one store. */
export function createIdentity({ store, clock, log }: { store: ObjectStore; clock: Clock; log: Log }): { sessions: Sessions; people: People } {
  const records = createRecords({ store, log });
  const revocations = createRevocations({ store, records, clock });
  const people = createPeople({ store, records, revocations });
  return { people, sessions: createSessions({ store, records, revocations, people, clock, log }) };
}
