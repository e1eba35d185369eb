import type { Target } from './target.ts';
import { S3Error, type S3ErrorCode } from './s3error.ts';
import { ALGORITHM, SERVICE } from './sigv4.ts';

/** What a request says about who signed it, when, and what. Nothing of it is proven yet. */
export interface Claim {
  kind: 'header' | 'query';
  accessKeyId: string;
  region: string;
  datetime: string;
  signedAtMs: number;
  /** Sorted, lower case, `host` among them. */
  signedHeaders: string[];
  /** 64 hex digits. */
  signature: string;
  /** Presigned only. */
  expiresSeconds: number;
}

const QUERY_NAMES = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders', 'X-Amz-Signature'] as const;
const MAX_EXPIRES_SECONDS = 604_800;

/** Whether a query parameter belongs to the signature and not to the operation. */
export function isSignatureParameter(name: string): boolean {
  return (QUERY_NAMES as readonly string[]).includes(name);
}

/** The claim in the Authorization header or in the query. @throws S3Error when there is none, two, or a malformed one. */
export function readClaim(headers: Headers, target: Target): Claim {
  const authorization = headers.get('authorization');
  const inQuery = QUERY_NAMES.some((name) => target.query.has(name));
  if (authorization !== null && inQuery) throw new S3Error('InvalidArgument', 'Only one auth mechanism allowed.');
  if (headers.has('x-amz-security-token') || target.query.has('X-Amz-Security-Token')) {
    throw new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  if (authorization !== null) return fromHeader(authorization, headers.get('x-amz-date'));
  if (inQuery) return fromQuery(target.query);
  throw new S3Error('AccessDenied', 'Access Denied');
}

function fromHeader(authorization: string, datetime: string | null): Claim {
  const code = 'AuthorizationHeaderMalformed';
  const match = /^AWS4-HMAC-SHA256 Credential=([^\s,]+), ?SignedHeaders=([^\s,]+), ?Signature=([^\s,]+)$/.exec(authorization);
  if (!match) throw new S3Error(code, 'The authorization header is malformed.');
  if (datetime === null) throw new S3Error('AccessDenied', 'AWS authentication requires an x-amz-date header.');
  return { kind: 'header', expiresSeconds: 0, ...claimed(code, match[1]!, datetime, match[2]!, match[3]!) };
}

function fromQuery(query: ReadonlyMap<string, string>): Claim {
  const code = 'AuthorizationQueryParametersError';
  const [algorithm, credential, datetime, expires, signedHeaders, signature] = QUERY_NAMES.map((name) => query.get(name) ?? '');
  if (algorithm !== ALGORITHM) throw new S3Error(code, 'X-Amz-Algorithm only supports AWS4-HMAC-SHA256.');
  const expiresSeconds = /^\d{1,6}$/.test(expires!) ? Number(expires) : 0;
  if (expiresSeconds < 1 || expiresSeconds > MAX_EXPIRES_SECONDS) {
    throw new S3Error(code, `X-Amz-Expires must be between 1 and ${MAX_EXPIRES_SECONDS} seconds.`);
  }
  return { kind: 'query', expiresSeconds, ...claimed(code, credential!, datetime!, signedHeaders!, signature!) };
}

function claimed(code: S3ErrorCode, credential: string, datetime: string, headerList: string, signature: string) {
  const [accessKeyId, day, region, service, end, ...more] = credential.split('/');
  if (!accessKeyId || region === undefined || end !== 'aws4_request' || more.length > 0) {
    throw new S3Error(code, 'The credential is malformed; expecting <key>/YYYYMMDD/REGION/s3/aws4_request.');
  }
  if (service !== SERVICE) throw new S3Error(code, 'The service in the credential must be s3.');
  const signedAtMs = parseDatetime(datetime);
  if (signedAtMs === undefined) throw new S3Error(code, 'The date must be in ISO 8601 basic format, YYYYMMDDTHHMMSSZ.');
  if (day !== datetime.slice(0, 8)) throw new S3Error(code, 'The date in the credential does not match the date of the request.');
  const signedHeaders = headerList.split(';');
  const rising = signedHeaders.every((name, i) => /^[a-z0-9-]+$/.test(name) && (i === 0 || signedHeaders[i - 1]! < name));
  if (!rising || !signedHeaders.includes('host')) throw new S3Error(code, 'SignedHeaders must be lower case, sorted and hold host.');
  if (!/^[0-9a-f]{64}$/.test(signature)) throw new S3Error(code, 'The signature is not 64 hex digits.');
  return { accessKeyId, region, datetime, signedAtMs, signedHeaders, signature };
}

function parseDatetime(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const iso = `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}.000Z`;
  const ms = Date.parse(iso);
  // Date.parse lets 30 February pass as 2 March.
  return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? undefined : ms;
}
