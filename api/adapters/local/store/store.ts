import type { Clock, Log } from '../../../ports.ts';
import { authenticate } from './authenticate.ts';
import { isSignatureParameter } from './authorization.ts';
import { drain } from './body.ts';
import { createDisk, type Disk } from './disk.ts';
import { getObject } from './getobject.ts';
import { listObjects } from './listobjects.ts';
import { putObject } from './putobject.ts';
import { errorResponse, S3Error } from './s3error.ts';
import { parseTarget, type Target } from './target.ts';

export interface StoreOptions {
  /** Where the objects lie as `{dir}/{key}`. One process at a time. Made when it is missing. */
  dir: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  bucket: string;
  region: string;
  clock: Clock;
  /** 5 GiB when left out, the limit of a single PUT in S3. */
  maxObjectBytes?: number;
  /** For a tool beside the service that owns `dir`. */
  beside?: boolean;
  /** Told about faults of the disk, which the caller sees only as 500. */
  log?: Log;
}

export interface Store {
  /** Answers one request of S3's REST API. Never rejects. */
  handle(request: Request): Promise<Response>;
}

const MAX_PUT_BYTES = 5 * 1024 ** 3;
const KNOWN_HEADERS = ['x-amz-checksum-sha256', 'x-amz-content-sha256', 'x-amz-date'];
const LIST_PARAMETERS = ['list-type', 'prefix', 'continuation-token', 'max-keys', 'encoding-type'];

/**
 * A bucket of S3's REST API in a folder, small and strict: PUT, GET, HEAD, DELETE, ListObjectsV2 and HEAD of the
 * bucket, path-style, every request signed with Signature Version 4. What it does not know it answers 501.
 */
export function createStore({ dir, credentials, bucket, region, clock, maxObjectBytes = MAX_PUT_BYTES, beside = false, log }: StoreOptions): Store {
  const disk = createDisk(dir, { beside });

  async function answer(request: Request): Promise<Response> {
    const target = parseTarget(request.url);
    const payload = authenticate(request, target, { credentials, region, clock });
    if (target.bucket !== bucket) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist.');
    refuseUnknown(request, target);
    if (target.key === undefined) return answerBucket(request, target, disk);
    switch (request.method) {
      case 'PUT':
        return putObject(request, target.key, { disk, payload, maxObjectBytes });
      case 'GET':
      case 'HEAD':
        return getObject(request, target.key, disk);
      case 'DELETE':
        await disk.remove(target.key);
        return new Response(null, { status: 204 });
      default:
        throw notImplemented();
    }
  }

  return {
    async handle(request) {
      try {
        return await answer(request);
      } catch (error) {
        // The code alone: a message of the file system holds the whole path, and with it who recorded.
        if (!(error instanceof S3Error)) log?.('error', 'store_fault', { method: request.method, code: (error as NodeJS.ErrnoException).code });
        await drain(request);
        const refusal = error instanceof S3Error ? error : new S3Error('InternalError', 'We encountered an internal error. Please try again.');
        return errorResponse(refusal, request.method);
      }
    },
  };
}

async function answerBucket(request: Request, target: Target, disk: Disk): Promise<Response> {
  const listing = target.query.get('list-type') === '2';
  if (request.method === 'GET' && listing) return listObjects(target, disk);
  if (request.method === 'HEAD' && !listing) return new Response(null);
  throw notImplemented();
}

/** Ignoring a header or a parameter that asks for something would be to promise it. */
function refuseUnknown(request: Request, { key, query }: Target): void {
  const known = key === undefined && request.method === 'GET' ? LIST_PARAMETERS : [];
  for (const name of query.keys()) {
    if (!isSignatureParameter(name) && !known.includes(name)) throw notImplemented();
  }
  for (const name of request.headers.keys()) {
    if (name.startsWith('x-amz-') && !KNOWN_HEADERS.includes(name)) throw notImplemented();
  }
}

function notImplemented(): S3Error {
  return new S3Error('NotImplemented', 'A header, query parameter or method you provided implies functionality that is not implemented.');
}
