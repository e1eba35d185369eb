import { createHash } from 'node:crypto';
import { UNSIGNED_PAYLOAD } from './authenticate.ts';
import { bodyOf } from './body.ts';
import type { Disk } from './disk.ts';
import { S3Error } from './s3error.ts';

// Conditions and transformations that S3 knows and this store does not: obeying them not at all would be wrong.
const UNSUPPORTED_HEADERS = ['if-match', 'if-modified-since', 'if-unmodified-since', 'content-md5', 'content-encoding'];

interface PutOptions {
  disk: Disk;
  /** What the body's SHA-256 must be in hex, or UNSIGNED-PAYLOAD. */
  payload: string;
  maxObjectBytes: number;
}

/** Stores the body under `key` when it is what the headers announce, else nothing. @throws S3Error */
export async function putObject(request: Request, key: string, { disk, payload, maxObjectBytes }: PutOptions): Promise<Response> {
  const unsupported = UNSUPPORTED_HEADERS.find((name) => request.headers.has(name));
  if (unsupported) throw new S3Error('NotImplemented', `The header ${unsupported} is not supported.`);
  const ifAbsent = readIfAbsent(request.headers);
  const bytes = readLength(request.headers, maxObjectBytes);
  const checksum = readChecksum(request.headers);
  if (ifAbsent && (await disk.isTaken(key))) throw taken();

  const staged = await disk.stage();
  try {
    const hash = createHash('sha256');
    let received = 0;
    for await (const piece of bodyOf(request)) {
      received += piece.byteLength;
      if (received > bytes) break;
      hash.update(piece);
      await staged.write(piece);
    }
    if (received !== bytes) throw new S3Error('IncompleteBody', 'The body has not the number of bytes that content-length says.');
    const digest = hash.digest();
    if (payload !== UNSIGNED_PAYLOAD && payload !== digest.toString('hex')) {
      throw new S3Error('XAmzContentSHA256Mismatch', 'The provided x-amz-content-sha256 header does not match what was computed.');
    }
    if (checksum !== null && checksum !== digest.toString('base64')) {
      throw new S3Error('BadDigest', 'The SHA256 you specified did not match the calculated checksum.');
    }
    const stored = await staged.commit(key, { ifAbsent });
    if (stored === 'taken') throw taken();
    return new Response(null, {
      status: 200,
      headers: { 'content-length': '0', etag: stored.etag, 'x-amz-checksum-sha256': digest.toString('base64') },
    });
  } finally {
    await staged.discard();
  }
}

function taken(): S3Error {
  return new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold.');
}

function readIfAbsent(headers: Headers): boolean {
  const condition = headers.get('if-none-match');
  if (condition !== null && condition !== '*') throw new S3Error('NotImplemented', 'If-None-Match can only be *.');
  return condition === '*';
}

function readLength(headers: Headers, maxObjectBytes: number): number {
  const length = headers.get('content-length');
  if (length === null) throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  if (!/^\d{1,15}$/.test(length)) throw new S3Error('InvalidArgument', 'Content-Length is not a number of bytes.');
  if (Number(length) > maxObjectBytes) throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size.');
  return Number(length);
}

function readChecksum(headers: Headers): string | null {
  const checksum = headers.get('x-amz-checksum-sha256');
  // 32 bytes: 43 digits, the last of which holds only 4 bits, and one =.
  if (checksum !== null && !/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(checksum)) {
    throw new S3Error('InvalidRequest', 'Value for x-amz-checksum-sha256 header is invalid.');
  }
  return checksum;
}
