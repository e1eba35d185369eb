import * as v from 'valibot';
import { concat, type Bytes } from '../src/core/bytes.ts';
import { ProblemError } from './problem.ts';

/**
 * The body of a request, counted as it arrives: a length that the client states is not believed.
 * @throws ProblemError `body_too_large` beyond `maxBytes`, `bad_request` when it breaks off.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Bytes> {
  if (!request.body) return new Uint8Array(0);
  const reader = request.body.getReader();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new ProblemError('bad_request', { detail: 'the body broke off' });
    });
    if (done) return concat(parts);
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      // The answer is already decided; how the rest of the body ends changes nothing.
      reader.cancel().catch(() => {});
      throw new ProblemError('body_too_large', { detail: `more than ${maxBytes} bytes` });
    }
    parts.push(value);
  }
}

/** @throws ProblemError `unsupported_type` unless the request says that its body is JSON. */
export function requireJson(request: Request): void {
  const type = request.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new ProblemError('unsupported_type', { detail: 'application/json is expected' });
}

/** The value that UTF-8 bytes of JSON stand for. @throws ProblemError `bad_request` when they are not that. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ProblemError('bad_request', { detail: 'not JSON' });
  }
}

/** `value` as `schema` reads it. @throws ProblemError `code`, naming the first field that is wrong but not what it holds. */
export function checked<S extends v.GenericSchema>(schema: S, value: unknown, code: 'bad_request' | 'invalid_manifest' | 'invalid_amendment'): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new ProblemError(code, { detail: `not valid: ${v.getDotPath(result.issues[0]) ?? 'the whole'}` });
}
