import { Hono, type Handler, type MiddlewareHandler } from 'hono';
import type { AppDeps } from './deps.ts';
import { failure } from './failure.ts';
import { fromAppOnly } from './fromapp.ts';
import { CSP_REPORT_PATH } from './headers.ts';
import { sameOriginOnly, type Entrance } from './origin.ts';
import { ProblemError } from './problem.ts';
import { requestLog } from './requestlog.ts';
import { cspReports } from './routes/cspreports.ts';
import { flags } from './routes/flags.ts';
import { flagHistory, readFlags } from './routes/flags/read.ts';
import { editFlags, killFlag, previewFlags, returnFlags } from './routes/flags/write.ts';
import { health } from './routes/health.ts';
import { keys } from './routes/keys.ts';
import { changePerson, people } from './routes/people.ts';
import { publicFiles } from './routes/publicfiles.ts';
import { session } from './routes/session.ts';
import { signOut } from './routes/signout.ts';
import { amendments } from './routes/uploads/amendments.ts';
import { complete } from './routes/uploads/complete.ts';
import { presign } from './routes/uploads/presign.ts';
import { state } from './routes/uploads/state.ts';
import { uploaders } from './routes/uploads/uploaders.ts';
import { securityHeaders } from './securityheaders.ts';

type Method = 'GET' | 'POST' | 'PUT';

const ENTRANCES: Readonly<Record<string, Entrance>> = { '/oidc/signin': 'address', '/oidc/callback': 'link' };

/**
 * The service as one function from request to response, on whatever runs it. Everything below `/api/`, `/flags.json`, `/ingest/`
 * and `/oidc/` is answered here; the rest is the built app, when `publicFiles` has it.
 */
export function createApp(deps: AppDeps): Hono {
  const app = new Hono();
  app.onError((error) => failure(error, deps.log));
  app.notFound(publicFiles(deps.publicFiles));

  app.use(securityHeaders());
  for (const path of ['/api/*', '/flags.json', '/oidc/*', '/ingest/*', CSP_REPORT_PATH]) app.use(path, requestLog(deps.log));
  app.use('/api/*', apiHeaders(deps), sameOriginOnly(), fromAppOnly());
  for (const path of ['/flags.json', CSP_REPORT_PATH]) app.use(path, sameOriginOnly());
  // Somebody may open the address of the sign-in page, and comes back from the issuer, which may be of another site.
  app.use('/oidc/*', (c, next) => sameOriginOnly(ENTRANCES[c.req.path])(c, next));

  route(app, '/api/health', { GET: health(deps) });
  route(app, '/api/session', { GET: session(deps) });
  route(app, '/api/signout', { POST: signOut(deps) });
  route(app, '/api/people', { GET: people(deps) });
  route(app, '/api/people/:ownerId', { POST: changePerson(deps) });
  route(app, '/api/keys', { GET: keys(deps) });
  route(app, '/api/uploads', { GET: uploaders(deps), POST: presign(deps) });
  route(app, '/api/uploads/:recordingId', { GET: state(deps) });
  route(app, '/api/uploads/:recordingId/complete', { POST: complete(deps) });
  route(app, '/api/uploads/:recordingId/amendments', { POST: amendments(deps) });
  route(app, '/flags.json', { GET: flags(deps) });
  route(app, '/api/admin/flags', { GET: readFlags(deps), PUT: editFlags(deps) });
  route(app, '/api/admin/flags/history', { GET: flagHistory(deps) });
  route(app, '/api/admin/flags/kill', { POST: killFlag(deps) });
  route(app, '/api/admin/flags/return', { POST: returnFlags(deps) });
  route(app, '/api/admin/flags/preview', { POST: previewFlags(deps) });
  route(app, '/api/admin/flags/:version', { GET: readFlags(deps) });
  route(app, CSP_REPORT_PATH, { POST: cspReports(deps) });
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
