import { timingSafeEqual } from 'node:crypto';
import { readClaim, type Claim } from './authorization.ts';
import { S3Error } from './s3error.ts';
import { sigv4 } from './sigv4.ts';
import type { Target } from './target.ts';

/** The one pair of keys that the store knows, and where and when it is. */
export interface Authority {
  credentials: { accessKeyId: string; secretAccessKey: string };
  region: string;
  clock: () => number;
}

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const SKEW_MS = 900_000;

/**
 * Proves that the holder of the credentials signed this request, at a time that still counts.
 * Returns what the body's SHA-256 must be in hex, or UNSIGNED-PAYLOAD. @throws S3Error
 */
export function authenticate(request: Request, target: Target, authority: Authority): string {
  const claim = readClaim(request.headers, target);
  if (claim.region !== authority.region) {
    const code = claim.kind === 'header' ? 'AuthorizationHeaderMalformed' : 'AuthorizationQueryParametersError';
    throw new S3Error(code, 'The region in the credential is wrong.');
  }
  if (claim.accessKeyId !== authority.credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', 'The access key id does not exist in our records.');
  }
  checkTime(claim, authority.clock());
  const payload = payloadOf(request.headers, claim);
  for (const name of request.headers.keys()) {
    if (name.startsWith('x-amz-') && !claim.signedHeaders.includes(name)) {
      throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed.');
    }
  }
  const expected = sigv4(
    {
      method: request.method,
      path: target.path,
      query: [...target.query].filter(([name]) => name !== 'X-Amz-Signature'),
      headers: claim.signedHeaders.map((name) => [name, signedHeader(request, name)] as const),
      payload,
    },
    { secretAccessKey: authority.credentials.secretAccessKey, region: claim.region, datetime: claim.datetime },
  );
  if (!timingSafeEqual(expected, Buffer.from(claim.signature, 'hex'))) throw mismatch();
  return payload;
}

function checkTime(claim: Claim, nowMs: number): void {
  if (claim.kind === 'query') {
    if (claim.signedAtMs - nowMs > SKEW_MS) throw new S3Error('AccessDenied', 'Request is not valid yet.');
    if (nowMs > claim.signedAtMs + claim.expiresSeconds * 1000) throw new S3Error('AccessDenied', 'Request has expired.');
  } else if (Math.abs(claim.signedAtMs - nowMs) > SKEW_MS) {
    throw new S3Error('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.');
  }
}

function payloadOf(headers: Headers, claim: Claim): string {
  const payload = headers.get('x-amz-content-sha256') ?? (claim.kind === 'query' ? UNSIGNED_PAYLOAD : undefined);
  if (payload === undefined) throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  if (payload.startsWith('STREAMING-')) throw new S3Error('NotImplemented', 'Chunked signatures are not supported.');
  if (payload !== UNSIGNED_PAYLOAD && !/^[0-9a-f]{64}$/.test(payload)) {
    throw new S3Error('InvalidArgument', 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.');
  }
  return payload;
}

function signedHeader(request: Request, name: string): string {
  // A request that never crossed a wire has its host in its URL only.
  const value = request.headers.get(name) ?? (name === 'host' ? new URL(request.url).host : null);
  if (value === null) throw mismatch();
  return value;
}

function mismatch(): S3Error {
  return new S3Error('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.');
}
