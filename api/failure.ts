import { ProblemError, problemResponse } from './problem.ts';
import { StoreError, type Log } from './ports.ts';

/** The answer to whatever a route threw. What is unexpected is logged by kind and place: messages may quote what people said. */
export function failure(error: unknown, log: Log): Response {
  if (error instanceof ProblemError) return problemResponse(error.code, error.extra, error.headers);
  if (error instanceof StoreError) {
    log('error', 'store_unavailable', { ...(error.status !== undefined && { status: error.status }), at: framesOf(error) });
    return problemResponse('store_unavailable', {}, { 'Retry-After': '5' });
  }
  log('error', 'unexpected_error', { error: error instanceof Error ? error.name : typeof error, at: framesOf(error) });
  return problemResponse('internal');
}

/** The innermost places of a stack, as file and line without their folders. */
function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return [...stack.matchAll(/^ +at .*?([^/\\(]+:\d+):\d+\)?$/gm)].slice(0, 3).map((match) => match[1] ?? '');
}
