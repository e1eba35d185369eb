import { Hono, type Handler, type MiddlewareHandler } from 'hono';
import type { AppDeps } from './deps.ts';
import { failure } from './failure.ts';
import { securityHeaders } from './headers.ts';
import { sameOriginOnly } from './origin.ts';
import { ProblemError } from './problem.ts';
import { requestLog } from './requestlog.ts';
import { flags } from './routes/flags.ts';
import { health } from './routes/health.ts';
import { keys } from './routes/keys.ts';
import { publicFiles } from './routes/publicfiles.ts';
import { session } from './routes/session.ts';
import { complete } from './routes/uploads/complete.ts';
import { presign } from './routes/uploads/presign.ts';
import { state } from './routes/uploads/state.ts';

type Method = 'GET' | 'POST' | 'PUT';

/**
 * The service as one function from request to response, on whatever runs it. Everything below `/api/`, `/flags.json`, `/ingest/`
 * and `/oidc/` is answered here; the rest is the built app, when `publicFiles` has it.
 */
export function createApp(deps: AppDeps): Hono {
  const app = new Hono();
  app.onError((error) => failure(error, deps.log));
  app.notFound(publicFiles(deps.publicFiles));

  app.use(securityHeaders());
  for (const path of ['/api/*', '/flags.json', '/oidc/*', '/ingest/*']) app.use(path, requestLog(deps.log));
  app.use('/api/*', apiHeaders(deps), sameOriginOnly({ pages: false }));
  app.use('/flags.json', sameOriginOnly({ pages: false }));
  app.use('/oidc/*', sameOriginOnly({ pages: true }));

  route(app, '/api/health', { GET: health(deps) });
  route(app, '/api/session', { GET: session(deps) });
  route(app, '/api/keys', { GET: keys(deps) });
  route(app, '/api/uploads', { POST: presign(deps) });
  route(app, '/api/uploads/:recordingId', { GET: state(deps) });
  route(app, '/api/uploads/:recordingId/complete', { POST: complete(deps) });
  route(app, '/flags.json', { GET: flags(deps) });
  // Needs no session: the signature is the permission, and it is bound to one key, length and hash.
  route(app, '/ingest/*', { PUT: (c) => deps.store.ingest(c.req.raw) });
  app.all('/oidc/*', (c) => deps.signIn.handle(c.req.raw));
  return app;
}

/** Registers the methods of a path, and the refusal of all others. */
function route(app: Hono, path: string, handlers: Partial<Record<Method, Handler>>): void {
  const methods = Object.keys(handlers);
  for (const [method, handler] of Object.entries(handlers)) app.on(method, path, handler);
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  app.all(path, () => {
    throw new ProblemError('method_not_allowed', {}, { Allow: allow });
  });
}

/** What every API answer carries. Where the store cannot say which flags count, the answer goes without. */
function apiHeaders({ flags: source }: AppDeps): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const current = await source.current().catch(() => undefined);
    c.header('Cache-Control', 'no-store');
    if (current) c.header('X-Flags-Version', String(current.version));
  };
}
