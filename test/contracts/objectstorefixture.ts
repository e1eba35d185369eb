import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { sigv4 } from '../../api/adapters/local/store/sigv4.ts';
import { createStore, type Store, type StoreOptions } from '../../api/adapters/local/store/store.ts';

// For the tests of the embedded store: one in a folder of its own, and requests signed in every way, right and wrong.

export const CREDENTIALS = { accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret' };
export const BUCKET = 'holdfast';
export const REGION = 'eu-central-1';
/** What the store's clock says: 2026-03-01T12:00:00Z. */
export const NOW_MS = Date.UTC(2026, 2, 1, 12);

/** A store that is removed with the test. */
export async function openStore(options: Partial<StoreOptions> = {}): Promise<Store & { dir: string; incoming(): Promise<string[]> }> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'store-')));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const store = createStore({ dir, credentials: CREDENTIALS, bucket: BUCKET, region: REGION, clock: () => NOW_MS, ...options });
  return { ...store, dir, incoming: () => readdir(join(dir, '.incoming')) };
}

export interface SignOptions {
  method?: string;
  path?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | string;
  /** Seconds for which to presign; left out, the Authorization header is used. */
  presignSeconds?: number;
  signedAtMs?: number;
  secretAccessKey?: string;
  /** The whole credential, where it is to be a wrong one. */
  credential?: string;
  region?: string;
  signedHeaders?: string[];
  payload?: string;
}

/** `YYYYMMDDTHHMMSSZ` */
export function datetimeOf(ms: number): string {
  return new Date(ms).toISOString().replace(/[:-]|\.\d{3}/g, '');
}

/** A request whose signature is right for exactly what the options say. */
export function signed(options: SignOptions): Request {
  const { method = 'GET', path = `/${BUCKET}/k`, body, presignSeconds, signedAtMs = NOW_MS, region = REGION } = options;
  const secretAccessKey = options.secretAccessKey ?? CREDENTIALS.secretAccessKey;
  const payload = options.payload ?? 'UNSIGNED-PAYLOAD';
  const datetime = datetimeOf(signedAtMs);
  const credential = options.credential ?? `${CREDENTIALS.accessKeyId}/${datetime.slice(0, 8)}/${region}/s3/aws4_request`;
  const presigning = presignSeconds !== undefined;

  const headers = new Headers(options.headers);
  if (body instanceof Uint8Array && !headers.has('content-length')) headers.set('content-length', String(body.byteLength));
  if (!presigning) headers.set('x-amz-date', datetime);
  if (!presigning && payload !== '') headers.set('x-amz-content-sha256', payload);
  const signedHeaders = options.signedHeaders ?? ['host', ...headers.keys()].sort();
  const query: Record<string, string> = { ...options.query };
  if (presigning) {
    Object.assign(query, {
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': credential,
      'X-Amz-Date': datetime,
      'X-Amz-Expires': String(presignSeconds),
      'X-Amz-SignedHeaders': signedHeaders.join(';'),
    });
  }
  const signature = sigv4(
    {
      method,
      path,
      query: Object.entries(query),
      headers: signedHeaders.map((name) => [name, name === 'host' ? 'store.test' : (name && headers.get(name)) || ''] as const),
      payload,
    },
    { secretAccessKey, region, datetime },
  ).toString('hex');
  if (presigning) query['X-Amz-Signature'] = signature;
  else {
    headers.set('authorization', `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`);
  }
  const search = new URLSearchParams(query).toString();
  return new Request(`http://store.test${path}${search && `?${search}`}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  });
}

/** The same request with something else in its place, its signature untouched. */
export function altered(request: Request, change: { url?: string; headers?: Record<string, string>; without?: string[] }): Request {
  const { url, headers = {}, without = [] } = change;
  const changed = new Headers(request.headers);
  for (const [name, value] of Object.entries(headers)) changed.set(name, value);
  for (const name of without) changed.delete(name);
  const { method, body } = request;
  return new Request(url ?? request.url, { method, headers: changed, ...(body ? { body, duplex: 'half' } : {}) });
}

/** Status and S3's error code, such as `403 AccessDenied`; the status alone where there is no error. */
export async function outcome(answer: Response | Promise<Response>): Promise<string> {
  const response = await answer;
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
  return code ? `${response.status} ${code}` : String(response.status);
}

/** Bytes that are not all alike. */
export function someBytes(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = i * 7 + (i >> 8);
  return bytes;
}
