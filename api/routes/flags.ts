import type { Handler } from 'hono';
import type { AppDeps } from '../deps.ts';
import { noneMatchHits } from '../etag.ts';

/** `GET /flags.json`: the flag document that counts; 304 for who has it. */
export function flags({ flags: source }: AppDeps): Handler {
  return async (c) => {
    const { body, etag } = await source.current();
    const headers = { ETag: etag, 'Cache-Control': 'no-cache' };
    if (noneMatchHits(c.req.raw.headers.get('If-None-Match'), etag)) return new Response(null, { status: 304, headers });
    return new Response(body, { headers: { ...headers, 'Content-Type': 'application/json' } });
  };
}
