import type { Handler } from 'hono';
import type { AppDeps } from '../deps.ts';

/** `GET /api/health`: proof that our own service answers, with its clock. */
export function health({ version, clock }: AppDeps): Handler {
  return (c) => c.json({ holdfast: 'health', version, serverTimeMs: clock() });
}
