import { createMemoryRecordings } from '../bench/memoryrecordings.ts';
import { createTestClock, createTestDevice } from '../bench/device.ts';
import { recordingStoreContract } from './recordingstore.ts';

recordingStoreContract('Dexie', () => {
  const device = createTestDevice();
  return { ...device, remove: () => device.db.delete() };
});

recordingStoreContract('memory', () => {
  const { random, digest } = createTestDevice();
  const store = createMemoryRecordings(new Map(), async (_mode, _name, work) => work());
  return { clock: createTestClock(), random, digest, store, remove: () => Promise.resolve() };
});
