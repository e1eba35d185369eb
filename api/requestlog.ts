import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Log } from './ports.ts';

/** One line per request with the route's pattern: no address, query, person or recording is in it. */
export function requestLog(log: Log): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    const { status } = c.res;
    log(status >= 500 ? 'error' : 'info', 'api_request', {
      method: c.req.method,
      route: routePath(c, -1),
      status,
      ms: Math.round(performance.now() - startedAt),
    });
  };
}
