import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { StoreError, type Clock, type ObjectStore, type StoredObject } from '../../ports.ts';
import { createBucket, type BucketOptions, type BucketRequest } from './bucket.ts';
import { createDeadline } from './deadline.ts';
import { fileStream } from './filestream.ts';
import { ingest, INGEST_PREFIX } from './ingest.ts';
import { parseErrorCode, parseListing } from './listing.ts';
import { objectKey } from './objectkey.ts';

export interface S3StoreOptions extends Omit<BucketOptions, 'clock'> {
  /** What sends the requests. The embedded store's `handle` will do, and needs no socket. */
  fetch?: (request: Request) => Promise<Response>;
  /** What time it is to the signer. */
  clock?: Clock;
  /** Longest wait for an answer, besides the time that the bytes themselves may take. 30 s when left out. */
  timeoutMs?: number;
  /** Keys asked for in one page of a listing, at most 1000, which is also what counts when left out. */
  pageKeys?: number;
}

const TIMEOUT_MS = 30_000;
const MAX_PAGE_KEYS = 1000;
const MAX_PRESIGN_SECONDS = 604_800;
/** S3 answers 409 to one of two conditional writes at the same moment; the next answer is 412 or 200. */
const CONFLICT_TRIES = 3;

/** An ObjectStore in a bucket of S3, or of whatever speaks its REST API. Nothing is retried but a conflict of two conditional writes. */
export function createS3Store({ fetch = globalThis.fetch, clock = Date.now, timeoutMs = TIMEOUT_MS, pageKeys = MAX_PAGE_KEYS, ...where }: S3StoreOptions): ObjectStore {
  const bucket = createBucket({ ...where, clock });

  /** Sends one request and hands the answer to `read`, all within its deadline. `bytes` is what its body carries. */
  async function send<T>(request: BucketRequest, read: (response: Response, received: () => Promise<Uint8Array<ArrayBuffer>>) => Promise<T>, bytes = 0): Promise<T> {
    const deadline = createDeadline(timeoutMs, bytes);
    try {
      const response = await fetch(await bucket.sign({ ...request, signal: deadline.signal }));
      return await read(response, async () => {
        deadline.extend(Number(response.headers.get('content-length') ?? 0));
        return new Uint8Array(await response.arrayBuffer());
      });
    } catch (cause) {
      if (cause instanceof StoreError || cause instanceof RangeError) throw cause;
      throw new StoreError(`${request.method} failed: no answer`, { cause });
    } finally {
      deadline.clear();
    }
  }

  async function put(key: string, body: Uint8Array<ArrayBuffer>, { contentType, ifAbsent }: { contentType: string; ifAbsent?: boolean }): Promise<'stored' | 'exists'> {
    const hash = createHash('sha256').update(body).digest();
    const headers = { ...bodyHeaders(body.byteLength, hash, contentType), ...(ifAbsent ? { 'if-none-match': '*' } : {}) };
    for (let attempt = 1; ; attempt++) {
      const status = await send({ method: 'PUT', key: objectKey(key), headers, body }, async (response) => {
        const met = response.status === 200 || (ifAbsent && (response.status === 412 || (response.status === 409 && attempt < CONFLICT_TRIES)));
        if (!met) throw await refused('PUT', response);
        await response.body?.cancel();
        return response.status;
      }, body.byteLength);
      if (status !== 409) return status === 412 ? 'exists' : 'stored';
    }
  }

  async function putOpenFile(key: string, file: FileHandle, bytes: number, path: string, contentType: string): Promise<void> {
    const hash = createHash('sha256');
    for await (const piece of fileStream(file, 0, bytes)) hash.update(piece);
    const body = fileStream(await open(path, 'r'), 0, bytes);
    const headers = bodyHeaders(bytes, hash.digest(), contentType);
    await send({ method: 'PUT', key, headers, body }, async (response) => {
      if (response.status !== 200) throw await refused('PUT', response);
      await response.body?.cancel();
    }, bytes).finally(() => (body.locked ? undefined : body.cancel()));
  }

  async function* list(prefix: string): AsyncGenerator<StoredObject> {
    let token: string | undefined;
    do {
      const query: Record<string, string> = { 'list-type': '2', 'max-keys': String(pageKeys), prefix };
      if (token !== undefined) query['continuation-token'] = token;
      const listing = await send({ method: 'GET', key: '', query }, async (response, received) => {
        if (response.status !== 200) throw await refused('LIST', response);
        return parseListing(new TextDecoder().decode(await received()));
      });
      if (!listing || (listing.next !== undefined && listing.next === token)) throw new StoreError('LIST: not a listing', { status: 200 });
      yield* listing.objects;
      token = listing.next;
    } while (token !== undefined);
  }

  return {
    put,
    async putFile(key, path, { contentType }) {
      const file = await open(path, 'r');
      const { size } = await file.stat();
      await putOpenFile(objectKey(key), file, size, path, contentType);
    },
    get: (key) =>
      send({ method: 'GET', key: objectKey(key) }, async (response, received) => {
        if (response.status === 200) return received();
        const error = await refused('GET', response);
        // A bucket that is not there has no object either, but that is a fault and must not read as "no such object".
        if (response.status === 404 && error.cause === 'NoSuchKey') return undefined;
        throw error;
      }),
    head: (key) =>
      send({ method: 'HEAD', key: objectKey(key) }, async (response) => {
        if (response.status === 404) return undefined;
        const length = response.headers.get('content-length');
        if (response.status !== 200 || length === null) throw await refused('HEAD', response);
        return { bytes: Number(length) };
      }),
    list,
    delete: (key) =>
      send({ method: 'DELETE', key: objectKey(key) }, async (response) => {
        if (response.status !== 204 && response.status !== 200) throw await refused('DELETE', response);
        await response.body?.cancel();
      }),
    async presignPut(key, { bytes, sha256, seconds }) {
      if (!key.startsWith(INGEST_PREFIX)) throw new RangeError('only keys below ingest/ can be presigned');
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_PRESIGN_SECONDS) throw new RangeError(`${seconds} seconds`);
      const headers = { 'if-none-match': '*', 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') };
      const url = await bucket.presign({ method: 'PUT', key: objectKey(key), headers: { ...headers, 'content-length': String(bytes) }, seconds });
      return { path: `/${key}${url.search}`, headers };
    },
    ingest: (request) => ingest(request, { bucketUrl: bucket.url, fetch, timeoutMs }),
  };
}

function bodyHeaders(bytes: number, sha256: Buffer, contentType: string): Record<string, string> {
  return {
    'content-length': String(bytes),
    'content-type': contentType,
    'x-amz-checksum-sha256': sha256.toString('base64'),
    'x-amz-content-sha256': sha256.toString('hex'),
  };
}

/** The code that S3 gave is the cause; its message may quote the key and stays out. */
async function refused(what: string, response: Response): Promise<StoreError> {
  const code = parseErrorCode(await response.text());
  return new StoreError(`${what} was answered ${response.status} ${code ?? ''}`.trimEnd(), { status: response.status, cause: code });
}
