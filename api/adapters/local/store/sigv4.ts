import { createHash, createHmac } from 'node:crypto';

// AWS Signature Version 4 as S3 uses it: the path is signed as it is on the wire, not encoded again.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html

/** What a signature covers. */
export interface SignedParts {
  method: string;
  /** As on the wire, percent-encodings included. */
  path: string;
  /** Decoded names and values, without X-Amz-Signature. */
  query: Iterable<readonly [string, string]>;
  /** Lower-case names with their values, sorted by name. */
  headers: readonly (readonly [string, string])[];
  /** SHA-256 of the body in hex, or UNSIGNED-PAYLOAD. */
  payload: string;
}

export interface SigningScope {
  secretAccessKey: string;
  region: string;
  /** S3 when left out. */
  service?: string;
  /** `YYYYMMDDTHHMMSSZ`; the day of the scope is its first eight characters. */
  datetime: string;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const SERVICE = 's3';

/** The 32 bytes of the signature of `parts`. */
export function sigv4(parts: SignedParts, { secretAccessKey, region, service = SERVICE, datetime }: SigningScope): Buffer {
  const day = datetime.slice(0, 8);
  const hash = createHash('sha256').update(canonicalRequest(parts)).digest('hex');
  const text = [ALGORITHM, datetime, `${day}/${region}/${service}/aws4_request`, hash].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, text);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function canonicalRequest({ method, path, query, headers, payload }: SignedParts): string {
  const pairs = [...query].map(([name, value]) => [encode(name), encode(value)] as const);
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return [
    method,
    path,
    pairs.map(([name, value]) => `${name}=${value}`).join('&'),
    ...headers.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}`),
    '',
    headers.map(([name]) => name).join(';'),
    payload,
  ].join('\n');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
