import type { Handler } from 'hono';
import type { Uploaders } from '../../../src/wire/api.ts';
import type { AppDeps } from '../../deps.ts';

/** `GET /api/uploads`: whose uploads this browser may send; nobody's when neither session nor grant is alive. */
export function uploaders({ sessions }: AppDeps): Handler {
  return async (c) => c.json({ holdfast: 'uploaders', owners: await sessions.uploaders(c.req.raw) } satisfies Uploaders);
}
