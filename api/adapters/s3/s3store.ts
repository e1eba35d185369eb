import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { StoreError, type Clock, type ObjectStore, type StoredObject } from '../../ports.ts';
import type { Bytes } from '../../../src/core/bytes.ts';
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

/** An answer, and how to read its body within the deadline. */
interface Answer {
  response: Response;
  bytes(): Promise<Bytes>;
}

const TIMEOUT_MS = 30_000;
const MAX_PAGE_KEYS = 1000;
const MAX_PRESIGN_SECONDS = 604_800;
/** S3 answers 409 to one of two conditional writes at the same moment; asked again it says 412 or 200. */
const CONFLICT_TRIES = 3;

/**
 * An ObjectStore in a bucket of S3, or of whatever speaks its REST API. Nothing is sent twice but the loser of two
 * conditional writes at the same moment: whoever calls knows better when to try again.
 */
export function createS3Store(options: S3StoreOptions): ObjectStore {
  const { fetch = globalThis.fetch, clock = Date.now, timeoutMs = TIMEOUT_MS, pageKeys = MAX_PAGE_KEYS, ...where } = options;
  const bucket = createBucket({ ...where, clock });

  /** Sends one request, whose body has `carried` bytes, and lets `read` make something of the answer. */
  async function send<T>(request: BucketRequest, read: (answer: Answer) => Promise<T>, carried = 0): Promise<T> {
    const deadline = createDeadline(timeoutMs, carried);
    try {
      const response = await fetch(await bucket.sign({ ...request, signal: deadline.signal }));
      const bytes = async () => {
        deadline.extend(Number(response.headers.get('content-length') ?? 0));
        return new Uint8Array(await response.arrayBuffer());
      };
      return await read({ response, bytes });
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      throw new StoreError(`${request.method}: no whole answer`, { cause });
    } finally {
      deadline.clear();
    }
  }

  /** Sends a PUT and returns its status, which is one of `accepted`. */
  function sendPut(request: Omit<BucketRequest, 'method'>, carried: number, accepted: readonly number[]): Promise<number> {
    return send({ method: 'PUT', ...request }, async ({ response }) => {
      if (!accepted.includes(response.status)) throw (await refusal('PUT', response)).error;
      await response.body?.cancel();
      return response.status;
    }, carried);
  }

  async function* list(prefix: string): AsyncGenerator<StoredObject> {
    let token: string | undefined;
    do {
      const query: Record<string, string> = { 'list-type': '2', 'max-keys': String(pageKeys), prefix };
      if (token !== undefined) query['continuation-token'] = token;
      const listing = await send({ method: 'GET', key: '', query }, async ({ response, bytes }) => {
        if (response.status !== 200) throw (await refusal('LIST', response)).error;
        return parseListing(new TextDecoder().decode(await bytes()));
      });
      if (!listing || (listing.next !== undefined && listing.next === token)) throw new StoreError('LIST: not a listing', { status: 200 });
      yield* listing.objects;
      token = listing.next;
    } while (token !== undefined);
  }

  return {
    async put(key, body, { contentType, ifAbsent = false }) {
      objectKey(key);
      const headers = bodyHeaders(body.byteLength, createHash('sha256').update(body).digest(), contentType);
      if (!ifAbsent) {
        await sendPut({ key, headers, body }, body.byteLength, [200]);
        return 'stored';
      }
      headers['if-none-match'] = '*';
      for (let tried = 1; ; tried++) {
        const status = await sendPut({ key, headers, body }, body.byteLength, tried < CONFLICT_TRIES ? [200, 409, 412] : [200, 412]);
        if (status !== 409) return status === 200 ? 'stored' : 'exists';
      }
    },
    async putFile(key, path, { contentType }) {
      objectKey(key);
      const hash = createHash('sha256');
      const file = await open(path, 'r');
      const { size } = await file.stat();
      for await (const piece of fileStream(file, 0, size)) hash.update(piece);
      const body = fileStream(await open(path, 'r'), 0, size);
      const sending = sendPut({ key, headers: bodyHeaders(size, hash.digest(), contentType), body }, size, [200]);
      // What never began to be read is still open.
      await sending.finally(() => (body.locked ? undefined : body.cancel()));
    },
    async get(key) {
      return send({ method: 'GET', key: objectKey(key) }, async ({ response, bytes }) => {
        if (response.status === 200) return bytes();
        const { code, error } = await refusal('GET', response);
        // A bucket that is not there has no object either, but that is a fault and must not pass for "no such object".
        if (response.status === 404 && code === 'NoSuchKey') return undefined;
        throw error;
      });
    },
    async head(key) {
      return send({ method: 'HEAD', key: objectKey(key) }, async ({ response }) => {
        if (response.status === 404) return undefined;
        const length = response.headers.get('content-length');
        if (response.status !== 200 || length === null) throw (await refusal('HEAD', response)).error;
        return { bytes: Number(length) };
      });
    },
    list,
    async delete(key) {
      await send({ method: 'DELETE', key: objectKey(key) }, async ({ response }) => {
        if (response.status !== 204 && response.status !== 200) throw (await refusal('DELETE', response)).error;
        await response.body?.cancel();
      });
    },
    async presignPut(key, { bytes, sha256, seconds }) {
      if (!key.startsWith(INGEST_PREFIX)) throw new RangeError('only keys below ingest/ can be presigned');
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_PRESIGN_SECONDS) throw new RangeError(`${seconds} seconds`);
      const headers = { 'if-none-match': '*', 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') };
      const signed = { ...headers, 'content-length': String(bytes) };
      const url = await bucket.presign({ method: 'PUT', key: objectKey(key), headers: signed, seconds });
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

/** What an unexpected answer says. Its message may quote the key and stays out. */
async function refusal(what: string, response: Response): Promise<{ code: string | undefined; error: StoreError }> {
  const code = parseErrorCode(await response.text());
  return { code, error: new StoreError(`${what}: answered ${response.status} ${code ?? ''}`.trimEnd(), { status: response.status }) };
}
