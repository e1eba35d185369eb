import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createStore } from '../../api/adapters/local/store/store.ts';
import { createMemoryStore } from '../../api/adapters/memorystore.ts';
import { s3SettingsOf } from '../../api/adapters/s3/s3settings.ts';
import { createS3Store } from '../../api/adapters/s3/s3store.ts';
import { objectStoreContract } from './objectstore.ts';
import type { StoreUnderTest } from './objectstoreundertest.ts';

const CREDENTIALS = { accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret' };
const WHERE = { bucket: 'holdfast', region: 'eu-central-1' };

objectStoreContract('memory', async () => {
  let offsetMs = 0;
  return {
    store: createMemoryStore({ clock: () => Date.now() + offsetMs }),
    shiftClock: (ms) => void (offsetMs = ms),
    close: async () => undefined,
  };
});

objectStoreContract('S3 client on the embedded store in one process', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'store-'));
  const { handle } = createStore({ dir, credentials: CREDENTIALS, ...WHERE, clock: Date.now });
  return { ...client({ endpoint: 'http://store.test', fetch: handle, ...CREDENTIALS, ...WHERE }), close: () => rm(dir, { recursive: true }) };
});

objectStoreContract('S3 client on the embedded store, both behind HTTP', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'store-'));
  const embedded = createStore({ dir, credentials: CREDENTIALS, ...WHERE, clock: Date.now });
  const back = await listen((request) => embedded.handle(request));
  const under = client({ endpoint: back.origin, ...CREDENTIALS, ...WHERE });
  const front = await listen((request) => under.store.ingest(request));
  return {
    ...under,
    send: (path, headers, body) => fetch(`${front.origin}${path}`, { method: 'PUT', headers, body }),
    async close() {
      await Promise.all([front.close(), back.close()]);
      await rm(dir, { recursive: true });
    },
  };
});

// Such as a gateway of one's own: docs/storage.md says how.
const settings = s3SettingsOf(process.env);
if (settings) {
  objectStoreContract(`S3 client on ${settings.bucket} at ${settings.endpoint}`, async () => {
    const under = client(settings);
    return {
      ...under,
      async close(root) {
        for await (const { key } of under.store.list(root)) await under.store.delete(key);
      },
    };
  });

  objectStoreContract(`S3 client behind HTTP on ${settings.bucket} at ${settings.endpoint}`, async () => {
    const under = client(settings);
    const front = await listen((request) => under.store.ingest(request));
    return {
      ...under,
      send: (path, headers, body) => fetch(`${front.origin}${path}`, { method: 'PUT', headers, body }),
      async close(root) {
        await front.close();
        for await (const { key } of under.store.list(root)) await under.store.delete(key);
      },
    };
  });
}

function client(options: Omit<Parameters<typeof createS3Store>[0], 'clock' | 'pathStyle'> & { pathStyle?: boolean }): Omit<StoreUnderTest, 'close'> {
  let offsetMs = 0;
  return {
    store: createS3Store({ pathStyle: true, ...options, clock: () => Date.now() + offsetMs }),
    shiftClock: (ms) => void (offsetMs = ms),
  };
}

async function listen(handle: (request: Request) => Promise<Response>): Promise<{ origin: string; close(): Promise<void> }> {
  const server: Server = createServer(getRequestListener(handle));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
