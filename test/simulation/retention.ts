import { isAmending } from '../../src/core/recording.ts';
import { archiveFault } from './keeping.ts';
import type { World } from './world.ts';

/** Deletes from the device what its rows call archived, as retention will, and checks that it is. */
export function purge({ disk, ledger, server, bug }: Pick<World, 'disk' | 'ledger' | 'server' | 'bug'>): void {
  const states = bug?.purges ?? ['archived'];
  for (const ownerId of disk.owners()) {
    const recordings = disk.recordings(ownerId);
    for (const [id, { row }] of recordings) {
      if (!states.includes(row.state) || isAmending(row)) continue;
      const facts = ledger.of(id);
      const archive = server.archives.get(id);
      const fault = archive && facts ? archiveFault(facts, archive) : 'there is no archive';
      if (fault !== undefined) ledger.broken('purge', `${id}: ${fault}`);
      if (facts) facts.purged = true;
      recordings.delete(id);
    }
  }
}
