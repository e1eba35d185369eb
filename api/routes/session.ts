import type { Handler } from 'hono';
import type { Session } from '../../src/wire/api.ts';
import type { AppDeps } from '../deps.ts';
import { signedIn } from '../signedin.ts';

/**
 * `GET /api/session`: who is signed in, what the flag document calls them, and since when: a page that is locked opens
 * to a later sign-in only. With `?or=nobody` nobody is an answer and no refusal: browsers complain of one in the console.
 */
export function session({ sessions, personHmac }: AppDeps): Handler {
  return async (c) => {
    if (c.req.query('or') === 'nobody' && !(await sessions.person(c.req.raw))) return c.json({ holdfast: 'nobody' });
    const { ownerId, email, roles, signedInAtMs } = await signedIn(sessions, c.req.raw);
    const internalHmac = personHmac.of(email);
    return c.json({ holdfast: 'session', ownerId, email, roles, signedInAtMs, ...(internalHmac !== undefined && { internalHmac }) } satisfies Session);
  };
}
