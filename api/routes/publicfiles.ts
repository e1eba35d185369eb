import type { Context } from 'hono';
import { problemResponse } from '../problem.ts';

/** The built app's files. */
export interface PublicFiles {
  /** The answer to a GET of this decoded path with these headers: a file, or the app's page for an address inside the app; undefined when neither. */
  serve(path: string, asked: Headers): Promise<Response | undefined>;
}

/** Paths that belong to the server: the app's page never answers for them. */
const SERVERS_OWN = /^\/(?:api|oidc|issuer|ingest|flags\.json)(?:\/|$)/;

/** What answers where no route does: files of the app, or a refusal. */
export function publicFiles(files: PublicFiles | undefined): (c: Context) => Promise<Response> {
  return async (c) => {
    const { path } = c.req;
    if (SERVERS_OWN.test(path)) return problemResponse('not_found');
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      return problemResponse('method_not_allowed', {}, { Allow: 'GET, HEAD' });
    }
    return (await files?.serve(path, c.req.raw.headers)) ?? problemResponse('not_found');
  };
}
