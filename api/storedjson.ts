import * as v from 'valibot';
import { StoreError, type ObjectStore } from './ports.ts';

/**
 * The JSON document under `key` as `schema` reads it, or undefined when there is none.
 * @throws StoreError also when what is stored there is not such a document.
 */
export async function storedJson<S extends v.GenericSchema>(store: ObjectStore, key: string, schema: S): Promise<v.InferOutput<S> | undefined> {
  const bytes = await store.get(key);
  if (!bytes) return undefined;
  try {
    return v.parse(schema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), { abortEarly: true });
  } catch {
    // The cause is left out: what a parser complains about may quote what is stored.
    throw new StoreError('a stored document is not readable');
  }
}
