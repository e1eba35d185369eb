import type { Bytes } from '../../src/core/bytes.ts';
import type { OwnerId } from '../../src/core/names.ts';
import { PROBLEMS, type Problem, type ProblemCode } from '../../src/wire/problem.ts';

/** A request as it arrives. */
export interface HttpRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: Bytes;
  /** Whose session cookie came with it. */
  person: OwnerId | null;
}

/** An answer as it is sent. Header names are in lower case. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A 200 of our API. */
export function ours(body: object): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A refusal of our API. */
export function refusal(code: ProblemCode, extra: Partial<Problem> = {}, headers: Record<string, string> = {}): HttpAnswer {
  const status = PROBLEMS[code];
  const body: Problem = { type: `urn:holdfast:problem:${code}`, title: code, status, code, ...extra };
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body: JSON.stringify(body) };
}

/** An answer of the bucket, or of some box on the way: nothing that says it is ours. */
export function foreign(status: number, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'text/html', ...headers }, body: '<html>Something else</html>' };
}

/** The answer as fetch hands it out; only what the adapters use. `cut` breaks off while its body is read. */
export function responseOf({ status, headers, body }: HttpAnswer, cut = false): Response {
  const text = async () => {
    if (cut) throw new TypeError('terminated');
    return body;
  };
  const response: Pick<Response, 'status' | 'json' | 'text' | 'arrayBuffer'> & { headers: Pick<Headers, 'get' | 'has'> } = {
    status,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null, has: (name) => name.toLowerCase() in headers },
    text,
    json: async () => JSON.parse(await text()) as unknown,
    arrayBuffer: async () => new TextEncoder().encode(await text()).buffer,
  };
  return response as Response;
}
