import type { MiddlewareHandler } from 'hono';
import { APP_HEADER } from '../src/wire/api.ts';
import { ProblemError } from './problem.ts';

/** Methods that change nothing (RFC 9110 §9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a changing request without the app's own header, with `header_missing`: no form or image can set one, and another site's
 * script only after a preflight, which is not granted.
 */
export function fromAppOnly(): MiddlewareHandler {
  return async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method) && c.req.raw.headers.get(APP_HEADER) !== '1') throw new ProblemError('header_missing');
    await next();
  };
}
