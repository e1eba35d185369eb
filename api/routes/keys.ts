import type { Handler } from 'hono';
import type { Keys } from '../../src/wire/api.ts';
import type { AppDeps } from '../deps.ts';
import { KeyRingError } from '../keyringerror.ts';
import { ProblemError } from '../problem.ts';
import { signedIn } from '../signedin.ts';

/** `GET /api/keys`: the organisation's public keys, newest first, then the break-glass keys. 503 while they are out of reach. */
export function keys({ sessions, keys: ring, log }: AppDeps): Handler {
  const publicKeys = () =>
    ring.publicKeys().catch((error: unknown) => {
      if (!(error instanceof KeyRingError)) throw error;
      log('error', 'keys_unavailable', { cause: error.message });
      throw new ProblemError('store_unavailable', { detail: 'the keys are out of reach' }, { 'Retry-After': '5' });
    });
  return async (c) => {
    await signedIn(sessions, c.req.raw);
    const list = (await publicKeys()).map(({ kid, spki, use }) => ({ kid, alg: 'RSA-OAEP-256' as const, spki, use }));
    return c.json({ holdfast: 'keys', keys: list } satisfies Keys);
  };
}
