import { StoreError } from '../../ports.ts';
import { createDeadline } from './deadline.ts';
import { meteredBody } from './meteredbody.ts';
import { isObjectKey } from './objectkey.ts';

/** Below this path, and below this prefix of keys, lies all that a browser may send. */
export const INGEST_PREFIX = 'ingest/';

const SENT_ON = ['content-length', 'if-none-match', 'x-amz-checksum-sha256'];
const BROUGHT_BACK = ['content-type', 'etag', 'retry-after', 'x-amz-checksum-sha256', 'x-amz-request-id'];

interface IngestOptions {
  /** The bucket's address, without a slash at its end. */
  bucketUrl: string;
  fetch: (request: Request) => Promise<Response>;
  timeoutMs: number;
}

/**
 * Takes a presigned PUT to the bucket, streaming, and brings the answer back. Only the signed headers go there, only
 * harmless ones come back; no cookie goes either way. What is no presigned PUT below `/ingest/` is refused here.
 * @throws StoreError when the bucket is out of reach
 */
export async function ingest(request: Request, { bucketUrl, fetch, timeoutMs }: IngestOptions): Promise<Response> {
  if (request.method !== 'PUT') return refusal(405, 'MethodNotAllowed', { allow: 'PUT' });
  // Cut out of the text: a URL parser would resolve what must be refused.
  const [, path, query] = /^https?:\/\/[^/?#]*\/([^?#]*)(?:\?([^#]*))?$/.exec(request.url) ?? [];
  if (!path?.startsWith(INGEST_PREFIX) || !/(?:^|&)X-Amz-Signature=[^&]/.test(query ?? '')) return refusal(403, 'AccessDenied');
  if (!isObjectKey(path)) return refusal(400, 'InvalidURI');
  const length = request.headers.get('content-length');
  if (length === null || !/^\d{1,15}$/.test(length)) return refusal(411, 'MissingContentLength');

  const headers = pick(request.headers, SENT_ON);
  const deadline = createDeadline(timeoutMs, Number(length));
  const body = request.body ? meteredBody(request.body, Number(length)) : undefined;
  try {
    const sent = new Request(`${bucketUrl}/${path}?${query}`, {
      method: 'PUT',
      headers,
      redirect: 'manual',
      signal: deadline.signal,
      ...(body ? { body: body.stream, duplex: 'half' } : {}),
    });
    const response = await fetch(sent);
    const text = await response.text();
    await body?.drain();
    if (body?.broken()) return refusal(400, 'IncompleteBody');
    return new Response(response.status === 204 ? null : text, {
      status: response.status,
      headers: { ...pick(response.headers, BROUGHT_BACK), 'cache-control': 'no-store' },
    });
  } catch (cause) {
    if (body?.broken()) return refusal(400, 'IncompleteBody');
    // A sender who outlived the deadline may stay for ever.
    if (!deadline.signal.aborted) await body?.drain();
    throw new StoreError('PUT of a presigned object failed', { cause });
  } finally {
    deadline.clear();
  }
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!]] : [])));
}

function refusal(status: number, code: string, headers: Record<string, string> = {}): Response {
  const document = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Refused.</Message></Error>`;
  return new Response(document, { status, headers: { 'content-type': 'application/xml', 'cache-control': 'no-store', ...headers } });
}
