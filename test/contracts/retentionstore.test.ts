// First of all: it brings the database that Dexie looks for.
import { createTestClock, createTestDevice } from '../bench/device.ts';
import { createRetentionStore } from '../../src/adapters/dexie/retentionstore.ts';
import { createMemoryRecordings, type MemoryRecordings } from '../bench/memoryrecordings.ts';
import { createMemoryRetention } from '../bench/memoryretention.ts';
import { retentionStoreContract } from './retentionstore.ts';

retentionStoreContract('Dexie', () => {
  const device = createTestDevice();
  return { ...device, retention: createRetentionStore(device.db), remove: () => device.db.delete() };
});

retentionStoreContract('memory', () => {
  const { random, digest } = createTestDevice();
  const db: MemoryRecordings = new Map();
  const at = async <T>(_mode: string, _name: string, work: () => T): Promise<T> => work();
  return { clock: createTestClock(), random, digest, store: createMemoryRecordings(db, at), retention: createMemoryRetention(db, at), remove: () => Promise.resolve() };
});
