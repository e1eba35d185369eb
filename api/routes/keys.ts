import type { Handler } from 'hono';
import type { Keys } from '../../src/wire/api.ts';
import type { AppDeps } from '../deps.ts';
import { signedIn } from '../signedin.ts';

/** `GET /api/keys`: the organisation's public keys, newest first. */
export function keys({ signIn, keys: ring }: AppDeps): Handler {
  return async (c) => {
    await signedIn(signIn, c.req.raw);
    const list = (await ring.publicKeys()).map(({ kid, spki }) => ({ kid, alg: 'RSA-OAEP-256' as const, spki }));
    return c.json({ holdfast: 'keys', keys: list } satisfies Keys);
  };
}
