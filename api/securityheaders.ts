import type { MiddlewareHandler } from 'hono';
import { headersFor, kindOf } from './headers.ts';

/** Puts the security headers on every answer of ours. HTTPS is what the request's address says, as for the cookies. */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const kind = kindOf(c.req.path);
    if (!kind) return;
    const https = new URL(c.req.url).protocol === 'https:';
    for (const [name, value] of Object.entries(headersFor({ kind, https }))) c.header(name, value);
  };
}
