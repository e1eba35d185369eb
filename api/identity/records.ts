import * as v from 'valibot';
import type { Bytes } from '../../src/core/bytes.ts';
import { StoreError, type Log, type ObjectStore } from '../ports.ts';

/** Small JSON documents in the store. */
export interface Records {
  /** The document as `schema` reads it. One that cannot be read is logged and counts as none. Rejects with StoreError. */
  read<S extends v.GenericSchema>(key: string, schema: S): Promise<v.InferOutput<S> | undefined>;
  /** Rejects with StoreError. */
  write(key: string, record: object): Promise<void>;
  /** Removes what is over anyway: a store in trouble is logged and changes nothing. */
  discard(...keys: string[]): Promise<void>;
}

/** Documents below `state/`, in `store`. */
export function createRecords({ store, log }: { store: ObjectStore; log: Log }): Records {
  return {
    async read(key, schema) {
      const bytes = await store.get(key);
      if (!bytes) return undefined;
      const result = v.safeParse(schema, jsonOf(bytes), { abortEarly: true });
      if (result.success) return result.output;
      log('error', 'record_unreadable', { folder: key.split('/')[1] });
      return undefined;
    },
    async write(key, record) {
      await store.put(key, new TextEncoder().encode(JSON.stringify(record)), { contentType: 'application/json' });
    },
    async discard(...keys) {
      try {
        for (const key of keys) await store.delete(key);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        log('warn', 'record_not_discarded');
      }
    },
  };
}

function jsonOf(bytes: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
