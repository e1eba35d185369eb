import * as v from 'valibot';
import { Failure, type FailureCode } from '../core/failures.ts';
import { APP_HEADER } from '../wire/api.ts';
import { problem, type Problem, type ProblemCode } from '../wire/problem.ts';

/** No request is waited for longer: a hung one would keep every other drain waiting. */
const TIMEOUT_MS = 30_000;

/** What each refusal of our own API means for a recording. Those that are missing here are the server's trouble. */
const MEANING: Partial<Record<ProblemCode, FailureCode>> = {
  not_signed_in: 'not_signed_in',
  owner_mismatch: 'owner_mismatch',
  invalid_manifest: 'invalid_manifest',
  invalid_amendment: 'amendment_refused',
  amendment_differs: 'amendment_refused',
  segment_too_large: 'segment_too_large',
  recording_too_long: 'recording_too_long',
  store_unavailable: 'server_error',
};

/** A request of ours; headers as a plain record, because one is added. */
type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

let hearVersion: (version: number) => void = () => undefined;

/** Calls `run`, and nobody else any more, with the version of the flag document that every answer of the API names. */
export function onFlagsVersion(run: (version: number) => void): void {
  hearVersion = run;
}

/** Sends a request to our own origin, with the app's header where the API wants it. Rejects with Failure 'network' or 'timeout' when no answer comes. */
export async function send(path: string, init: Init = {}, timeoutMs = TIMEOUT_MS): Promise<Response> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', redirect: 'error', ...init, ...fromApp(path, init), signal: AbortSignal.timeout(timeoutMs) });
    const version = response.headers.get('x-flags-version');
    if (version && /^\d{1,15}$/.test(version)) hearVersion(Number(version));
    return response;
  } catch (error) {
    throw new Failure(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'network', { cause: error });
  }
}

/** By this header the API knows a changing request for ours: another site's page cannot set it. */
function fromApp(path: string, { method = 'GET', headers }: Init): Pick<Init, 'headers'> {
  return method === 'GET' || !path.startsWith('/api/') ? {} : { headers: { ...headers, [APP_HEADER]: '1' } };
}

/** The body of a 200 of our API as `schema` has it. Rejects with the Failure that anything else stands for. */
export async function answerOf<S extends v.GenericSchema>(response: Response, schema: S): Promise<v.InferOutput<S>> {
  if (response.status !== 200) throw await failureOf(response);
  const parsed = v.safeParse(schema, await jsonOf(response));
  // A captive portal answers 200 with a page of its own.
  if (!parsed.success) throw new Failure('foreign_answer', { detail: 'not an answer of our API' });
  return parsed.output;
}

/** The problem document of a refusal, or undefined when it is not one of our API's. */
export async function problemOf(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return undefined;
  const parsed = v.safeParse(problem, await jsonOf(response));
  return parsed.success ? parsed.output : undefined;
}

/** The Failure that a refusal stands for. Only a listed code of our own API may park a recording. */
export async function failureOf(response: Response, known?: Problem): Promise<Failure> {
  const refusal = known ?? (await problemOf(response));
  const retryAfterMs = retryAfter(response);
  const options = { detail: `${response.status}${refusal ? ` ${refusal.code}` : ''}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const meaning = refusal && MEANING[refusal.code as ProblemCode];
  if (meaning) return new Failure(meaning, options);
  if (response.status === 429 || response.status === 503) return new Failure('throttled', options);
  if (refusal || response.status >= 500) return new Failure('server_error', options);
  return new Failure('foreign_answer', options);
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new Failure('network', { cause: error });
  }
}

/** `Retry-After` in seconds; the form with a date would trust two clocks. */
function retryAfter(response: Response): number | undefined {
  const text = response.headers.get('retry-after');
  return text && /^\d{1,5}$/.test(text) ? Number(text) * 1000 : undefined;
}
