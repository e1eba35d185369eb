import { createHash, randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { manifestText, type Manifest } from '../src/core/manifest.ts';
import { segmentKey, type OwnerId, type RecordingId } from '../src/core/names.ts';
import { createMemoryStore } from './adapters/memorystore.ts';
import { createApp } from './app.ts';
import type { AppDeps } from './deps.ts';
import { createFlagSource } from './flagsource.ts';
import type { Log, ObjectStore, Person, SignIn } from './ports.ts';

/** Two people; a request is Ana's or Ben's when its cookie is their name. */
export const ANA: Person = { ownerId: 'a'.repeat(32), email: 'ana@clinic.example', roles: ['user'] };
export const BEN: Person = { ownerId: 'b'.repeat(32), email: 'ben@clinic.example', roles: ['user'] };

/** The app over a store in memory, with what it did on the side. For tests. */
export interface TestApp {
  app: Hono;
  store: ObjectStore;
  clock: { nowMs: number };
  enqueued: string[];
  lines: { level: string; event: string; fields: Record<string, unknown> | undefined }[];
  /** A request of Ana's with JSON, from the app's own page. */
  ana(method: string, path: string, body?: unknown): Promise<Response>;
  ben(method: string, path: string, body?: unknown): Promise<Response>;
}

/** `deps` replace parts; `store` may wrap the store in memory to make it fail. */
export function createTestApp({ wrap = (store) => store, ...deps }: Partial<AppDeps> & { wrap?(store: ObjectStore): ObjectStore } = {}): TestApp {
  const clock = { nowMs: 1_700_000_000_000 };
  const lines: TestApp['lines'] = [];
  const enqueued: string[] = [];
  const log: Log = (level, event, fields) => void lines.push({ level, event, fields });
  const store = wrap(createMemoryStore({ clock: () => clock.nowMs }));
  const signIn: SignIn = {
    person: async (request) => ({ ana: ANA, ben: BEN })[request.headers.get('Cookie') ?? ''],
    handle: async (request) => new Response(new URL(request.url).pathname),
  };
  const app = createApp({
    store,
    keys: { publicKeys: async () => [{ kid: 'k2', spki: 'AAAA' }, { kid: 'k1', spki: 'BBBB' }], unwrap: async () => undefined },
    signIn,
    flags: createFlagSource({ store, clock: () => clock.nowMs, log }),
    compose: { enqueue: (ownerId, recordingId) => void enqueued.push(`${ownerId}/${recordingId}`) },
    clock: () => clock.nowMs,
    log,
    version: '1.2.3',
    ...deps,
  });
  const as = (cookie: string) => async (method: string, path: string, body?: unknown) =>
    app.request(path, {
      method,
      headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return { app, store, clock, enqueued, lines, ana: as('ana'), ben: as('ben') };
}

/** A recording of `segments` segments with a chunk each, and the bytes of these. */
export function testRecording({ ownerId = ANA.ownerId, segments = 2 }: { ownerId?: OwnerId; segments?: number } = {}): {
  recordingId: RecordingId;
  manifest: Manifest;
  bodies: Uint8Array<ArrayBuffer>[];
} {
  const recordingId = randomUUID();
  const bodies = Array.from({ length: segments }, (_, seq) => new TextEncoder().encode(`segment ${seq} of ${recordingId}`));
  const manifest: Manifest = {
    version: 1,
    ownerId,
    recordingId,
    startedAtMs: 1_699_999_000_000,
    endedAtMs: 1_699_999_002_000,
    serverOffsetMs: null,
    partial: false,
    takes: [
      {
        take: 1,
        mimeType: 'audio/webm;codecs=opus',
        codec: 'opus',
        firstChunk: 0,
        lastChunk: segments - 1,
        durationMs: 1000 * segments,
        startedAtMs: 1_699_999_000_000,
        ended: 'stop',
        wrappedKeys: [{ kid: 'k1', wrapped: 'AAAA' }],
      },
    ],
    gaps: [],
    marks: [],
    segments: bodies.map((body, seq) => ({ seq, bytes: body.byteLength, sha256: sha256(body), ranges: [{ take: 1, firstChunk: seq, lastChunk: seq }] })),
    texts: [],
    consent: null,
    appVersion: '1.2.3',
    flags: { version: 1, variant: 'offline' },
  };
  return { recordingId, manifest, bodies };
}

/** Puts the recording's segments where presigned PUTs would have put them. */
export async function storeSegments(store: ObjectStore, { manifest, bodies }: Pick<ReturnType<typeof testRecording>, 'manifest' | 'bodies'>): Promise<void> {
  for (const { seq, sha256: hash } of manifest.segments) {
    await store.put(segmentKey(manifest.ownerId, manifest.recordingId, seq, hash), bodies[seq]!, { contentType: 'application/octet-stream' });
  }
}

/** The SHA-256 of a manifest's bytes, in hex. */
export function manifestHash(manifest: Manifest): string {
  return sha256(new TextEncoder().encode(manifestText(manifest)));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
