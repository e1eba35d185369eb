import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Clock, ObjectStore } from '../ports.ts';
import { concat, type Bytes } from '../../src/core/bytes.ts';
import { INGEST_PREFIX } from './s3/ingest.ts';
import { objectKey } from './s3/objectkey.ts';

/** What a presigned PUT of the memory store allows. */
interface Grant {
  key: string;
  bytes: number;
  headers: Record<string, string>;
  expiresAtMs: number;
}

/**
 * An ObjectStore that forgets. Like the real one it answers in a later turn of the event loop, keeps its own copy of
 * what it is given, and hands out copies. A presigned path carries a random token where S3's carries a signature.
 */
export function createMemoryStore({ clock }: { clock: Clock }): ObjectStore {
  const objects = new Map<string, Bytes>();
  const grants = new Map<string, Grant>();

  async function put(key: string, body: Bytes, ifAbsent: boolean): Promise<'stored' | 'exists'> {
    const copy = body.slice();
    objectKey(key);
    await setImmediate();
    if (ifAbsent && objects.has(key)) return 'exists';
    objects.set(key, copy);
    return 'stored';
  }

  async function find(key: string): Promise<Bytes | undefined> {
    objectKey(key);
    await setImmediate();
    return objects.get(key);
  }

  async function ingest(request: Request): Promise<Response> {
    if (request.method !== 'PUT') return answer(405, 'MethodNotAllowed');
    const { pathname, searchParams } = new URL(request.url);
    const grant = grants.get(searchParams.get('X-Amz-Signature') ?? '');
    if (!grant || pathname !== `/${grant.key}` || searchParams.size !== 1) return answer(403, 'AccessDenied');
    if (clock() > grant.expiresAtMs) return answer(403, 'AccessDenied');
    const length = request.headers.get('content-length');
    if (length === null) return answer(411, 'MissingContentLength');
    const signed = { ...grant.headers, 'content-length': String(grant.bytes) };
    if (Object.entries(signed).some(([name, value]) => request.headers.get(name) !== value)) return answer(403, 'SignatureDoesNotMatch');
    const body = await read(request);
    if (body?.byteLength !== grant.bytes) return answer(400, 'IncompleteBody');
    if (sha256Base64(body) !== grant.headers['x-amz-checksum-sha256']) return answer(400, 'BadDigest');
    return (await put(grant.key, body, true)) === 'stored' ? answer(200) : answer(412, 'PreconditionFailed');
  }

  return {
    put: (key, body, { ifAbsent = false }) => put(key, body, ifAbsent),
    async putFile(key, path) {
      await put(key, new Uint8Array(await readFile(path)), false);
    },
    get: async (key) => (await find(key))?.slice(),
    async head(key) {
      const object = await find(key);
      return object && { bytes: object.byteLength };
    },
    async *list(prefix) {
      await setImmediate();
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
      for (const key of keys) {
        const object = await find(key);
        if (object) yield { key, bytes: object.byteLength };
      }
    },
    async delete(key) {
      await find(key);
      objects.delete(key);
    },
    async presignPut(key, { bytes, sha256, seconds }) {
      if (!key.startsWith(INGEST_PREFIX)) throw new RangeError('only keys below ingest/ can be presigned');
      await setImmediate();
      const token = randomUUID().replaceAll('-', '');
      const headers = { 'if-none-match': '*', 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') };
      grants.set(token, { key: objectKey(key), bytes, headers, expiresAtMs: clock() + seconds * 1000 });
      return { path: `/${key}?X-Amz-Signature=${token}`, headers: { ...headers } };
    },
    ingest,
  };
}

async function read(request: Request): Promise<Bytes | undefined> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of request.body ?? []) pieces.push(piece as Uint8Array);
    return concat(pieces);
  } catch {
    return undefined;
  }
}

function sha256Base64(body: Bytes): string {
  return createHash('sha256').update(body).digest('base64');
}

function answer(status: number, code?: string): Response {
  return new Response(code ? `<Error><Code>${code}</Code></Error>` : null, { status, headers: { 'content-type': 'application/xml' } });
}
