import { createMemoryRecordings } from '../bench/memoryrecordings.ts';
import { createTestClock, createTestDevice } from '../bench/device.ts';
import { amendingStoreContract } from './amendingstore.ts';
import { recordingStoreContract } from './recordingstore.ts';

const dexie = () => {
  const device = createTestDevice();
  return { ...device, remove: () => device.db.delete() };
};

const memory = () => {
  const { random, digest } = createTestDevice();
  const store = createMemoryRecordings(new Map(), async (_mode, _name, work) => work());
  return { clock: createTestClock(), random, digest, store, remove: () => Promise.resolve() };
};

for (const [name, makeDevice] of [['Dexie', dexie], ['memory', memory]] as const) {
  recordingStoreContract(name, makeDevice);
  amendingStoreContract(name, makeDevice);
}
