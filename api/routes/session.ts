import type { Handler } from 'hono';
import type { Session } from '../../src/wire/api.ts';
import type { AppDeps } from '../deps.ts';
import { signedIn } from '../signedin.ts';

/** `GET /api/session`: who is signed in. */
export function session({ sessions }: AppDeps): Handler {
  return async (c) => {
    const { ownerId, email, roles } = await signedIn(sessions, c.req.raw);
    return c.json({ holdfast: 'session', ownerId, email, roles } satisfies Session);
  };
}
