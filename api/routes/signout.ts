import type { Handler } from 'hono';
import type { SignedOut } from '../../src/wire/api.ts';
import type { AppDeps } from '../deps.ts';

/** `POST /api/signout`: ends the session and the grant that began with it, if there are any, and takes their cookies away. */
export function signOut({ sessions }: AppDeps): Handler {
  return async (c) => {
    for (const cookie of await sessions.close(c.req.raw)) c.header('Set-Cookie', cookie, { append: true });
    return c.json({ holdfast: 'signed_out' } satisfies SignedOut);
  };
}
