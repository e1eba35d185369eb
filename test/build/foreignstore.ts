import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { authenticate } from '../../api/adapters/local/store/authenticate.ts';
import { errorResponse, S3Error } from '../../api/adapters/local/store/s3error.ts';
import { createStore } from '../../api/adapters/local/store/store.ts';
import { parseTarget } from '../../api/adapters/local/store/target.ts';
import { createBucket } from '../../api/adapters/s3/bucket.ts';
import { createS3Store } from '../../api/adapters/s3/s3store.ts';
import type { ObjectStore } from '../../api/ports.ts';

const CREDENTIALS = { accessKeyId: 'FOREIGNKEY', secretAccessKey: 'a-secret-of-the-clinic' };
const WHERE = { bucket: 'clinic-audio', region: 'west' };
const PASSED_ON = new Set(['content-length', 'content-type', 'if-none-match']);
const CHECKSUM = 'x-amz-checksum-sha256';

/** Somebody else's store, over HTTP on a port of its own. Like Ceph's gateway it sends no CORS headers, least of all with an error. */
export interface ForeignStore {
  endpoint: string;
  /** What points the service at it. */
  env: Record<string, string>;
  secret: string;
  /** What its owner does there. */
  owner: ObjectStore;
  /** Gives the store another secret, so that the one in `env` is refused. */
  replaceSecret(): void;
}

/** The embedded store with other habits; it ends with the test. With `ignoreChecksums` it keeps whatever bytes come. */
export async function startForeignStore({ ignoreChecksums = false } = {}): Promise<ForeignStore> {
  const dir = await mkdtemp(join(tmpdir(), 'foreign-'));
  const authority = { credentials: CREDENTIALS, region: WHERE.region, clock: Date.now };
  const store = createStore({ dir, ...authority, bucket: WHERE.bucket });
  const replaced = createStore({ dir, ...authority, credentials: { ...CREDENTIALS, secretAccessKey: 'another-secret' }, bucket: WHERE.bucket });
  let current = store;
  const handle = (request: Request) => current.handle(request);

  /** Proves the signature, checksum included, and then passes the body on without it. */
  async function careless(request: Request): Promise<Response> {
    if (request.method !== 'PUT' || !request.headers.has(CHECKSUM)) return handle(request);
    try {
      const target = parseTarget(request.url);
      authenticate(request, target, authority);
      const again = createBucket({ endpoint: new URL(request.url).origin, ...WHERE, ...CREDENTIALS, pathStyle: true, clock: Date.now });
      const headers = Object.fromEntries([...request.headers].filter(([name]) => PASSED_ON.has(name)));
      return await handle(await again.sign({ method: 'PUT', key: target.key!, headers, body: request.body! }));
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      await request.arrayBuffer().catch(() => undefined);
      return errorResponse(error, request.method);
    }
  }

  const server = createServer(getRequestListener(ignoreChecksums ? careless : handle, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(dir, { recursive: true, force: true });
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    secret: CREDENTIALS.secretAccessKey,
    env: {
      S3_ENDPOINT: endpoint,
      S3_BUCKET: WHERE.bucket,
      AWS_REGION: WHERE.region,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    owner: createS3Store({ endpoint, ...WHERE, ...CREDENTIALS, pathStyle: true }),
    replaceSecret: () => void (current = replaced),
  };
}
