import { StoreError } from '../../ports.ts';
import { createDeadline } from './deadline.ts';
import { meteredBody } from './meteredbody.ts';
import { isObjectKey } from './objectkey.ts';

/** Below this path, and below this prefix of keys, lies all that a browser may send. */
export const INGEST_PREFIX = 'ingest/';

const CHECKSUM = 'x-amz-checksum-sha256';
const SENT_ON = ['content-length', 'if-none-match', CHECKSUM];
const BROUGHT_BACK = ['content-type', 'etag', 'retry-after', CHECKSUM, 'x-amz-request-id'];
/** An answer is an error of a few hundred bytes, or nothing. */
const MAX_ANSWER_BYTES = 16 * 1024;

interface IngestOptions {
  /** The bucket's address, without a slash at its end. */
  bucketUrl: string;
  fetch: (request: Request) => Promise<Response>;
  timeoutMs: number;
}

/**
 * Takes a presigned PUT to the bucket, streaming, and brings the answer back. Only the signed headers go there, only
 * harmless ones come back; no cookie goes either way. A body that differs from its length or checksum never gets there
 * whole. What is no presigned PUT below `/ingest/` is refused here.
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
  const body = request.body ? meteredBody(request.body, { bytes: Number(length), sha256: headers[CHECKSUM] ?? null }) : undefined;
  try {
    const sent = new Request(`${bucketUrl}/${path}?${query}`, {
      method: 'PUT',
      headers,
      redirect: 'manual',
      signal: deadline.signal,
      ...(body ? { body: body.stream, duplex: 'half' } : {}),
    });
    const response = await fetch(sent);
    const text = await startOf(response, MAX_ANSWER_BYTES);
    await body?.drain();
    const fault = body?.fault();
    if (fault) return refusal(400, fault);
    return new Response(text || null, {
      status: response.status,
      headers: { ...pick(response.headers, BROUGHT_BACK), 'cache-control': 'no-store' },
    });
  } catch (cause) {
    const fault = body?.fault();
    if (fault) return refusal(400, fault);
    // A sender who outlived the deadline may stay for ever.
    if (!deadline.signal.aborted) await body?.drain();
    throw new StoreError('PUT of a presigned object failed', { cause });
  } finally {
    deadline.clear();
  }
}

/** The body's first bytes, as text; the rest is not asked for. */
async function startOf(response: Response, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece as Uint8Array);
    bytes += (piece as Uint8Array).byteLength;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, maxBytes).toString();
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!]] : [])));
}

function refusal(status: number, code: string, headers: Record<string, string> = {}): Response {
  const document = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Refused.</Message></Error>`;
  return new Response(document, { status, headers: { 'content-type': 'application/xml', 'cache-control': 'no-store', ...headers } });
}
