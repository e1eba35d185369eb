import type { Handler } from 'hono';
import { cspReport } from '../../src/wire/cspreport.ts';
import { checked, parseJson, readBody } from '../body.ts';
import type { Clock, Log } from '../ports.ts';

const MAX_BODY_BYTES = 16 * 1024;
/** Anybody can send reports, so they must not be able to flood the log. */
const MAX_LINES = 20;
const PER_MS = 60_000;

/**
 * Takes browsers' reports that a page of ours tried what its policy forbids (CSP3, 5.3). A line of the log tells which directive, what
 * kind of thing and which file of ours; of addresses and samples, which may hold what is private, nothing is kept.
 */
export function cspReports({ log, clock }: { log: Log; clock: Clock }): Handler {
  let windowStartMs = -Infinity;
  let lines = 0;
  return async (c) => {
    const report = checked(cspReport, parseJson(await readBody(c.req.raw, MAX_BODY_BYTES)), 'bad_request')['csp-report'];
    const nowMs = clock();
    if (nowMs - windowStartMs >= PER_MS) [windowStartMs, lines] = [nowMs, 0];
    if (lines++ < MAX_LINES) {
      log('warn', 'csp_violation', {
        directive: /^[a-z-]{1,40}$/.exec(report['effective-directive'] ?? report['violated-directive']?.split(' ')[0] ?? '')?.[0] ?? 'unknown',
        blocked: /^[a-z-]{1,30}/.exec(report['blocked-uri'] ?? '')?.[0] ?? 'unknown',
        ...fileOf(report['source-file'], new URL(c.req.url).origin),
      });
    }
    return c.body(null, 204);
  };
}

/** The file of ours in which it happened, when it was one. */
function fileOf(source: string | undefined, origin: string): { file?: string } {
  const path = source?.startsWith(`${origin}/`) ? source.slice(origin.length) : '';
  const file = /^\/(?:sw\.js|assets\/[\w-]{1,60}\.[a-z]{2,4})(?=[?#]|$)/.exec(path)?.[0];
  return file === undefined ? {} : { file };
}
