import type { MiddlewareHandler } from 'hono';
import { ProblemError } from './problem.ts';

/**
 * What may come from outside our own pages: nothing; a navigation to an address that somebody typed or has as a bookmark (`address`);
 * or any navigation of a window, also one that another site began (`link`).
 */
export type Entrance = 'none' | 'address' | 'link';

/**
 * Refuses what another origin's page makes a browser send, with `cross_origin`.
 * `Sec-Fetch-Site` decides where the browser states it; else `Origin`, which every browser sends with what can change something.
 */
export function sameOriginOnly(entrance: Entrance = 'none'): MiddlewareHandler {
  return async (c, next) => {
    const { headers, url } = c.req.raw;
    const site = headers.get('Sec-Fetch-Site');
    const origin = headers.get('Origin');
    const same = site === null ? origin === null || origin === new URL(url).origin : site === 'same-origin';
    if (!same && !(isWindow(c.req.raw) && (entrance === 'link' || (entrance === 'address' && site === 'none')))) throw new ProblemError('cross_origin');
    await next();
  };
}

/** Whether a browser says that it opens the address in a window of its own: no script reads the answer and no page frames it. */
function isWindow({ method, headers }: Request): boolean {
  return method === 'GET' && headers.get('Sec-Fetch-Mode') === 'navigate' && headers.get('Sec-Fetch-Dest') === 'document';
}
