import type { ObjectStore } from '../ports.ts';
import { SESSIONS_PREFIX } from './statekeys.ts';

/** A request with this `Cookie`, on plain http unless `origin` says otherwise. For tests. */
export function sessionRequest(cookie: string, path = '/api/session', origin = 'http://localhost'): Request {
  return new Request(origin + path, { headers: { Cookie: cookie } });
}

/** The keys of everything that says who is signed in. */
export async function stateKeys(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(SESSIONS_PREFIX)) keys.push(key);
  return keys;
}
