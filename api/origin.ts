import type { MiddlewareHandler } from 'hono';
import { ProblemError } from './problem.ts';

/**
 * Refuses what another origin's page makes a browser send, with `cross_origin`.
 * `Sec-Fetch-Site` decides where the browser states it; else `Origin`, which every browser sends with what can change something.
 * With `pages`, an address typed or opened from a bookmark (`none`) may be navigated to.
 */
export function sameOriginOnly({ pages }: { pages: boolean }): MiddlewareHandler {
  return async (c, next) => {
    const { method, headers, url } = c.req.raw;
    const site = headers.get('Sec-Fetch-Site');
    const origin = headers.get('Origin');
    const opened = pages && method === 'GET' && site === 'none' && headers.get('Sec-Fetch-Mode') === 'navigate';
    const same = site === null ? origin === null || origin === new URL(url).origin : site === 'same-origin' || opened;
    if (!same) throw new ProblemError('cross_origin');
    await next();
  };
}
