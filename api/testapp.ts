import { createHash, randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { manifestText, type Manifest } from '../src/core/manifest.ts';
import { segmentKey, type OwnerId, type RecordingId } from '../src/core/names.ts';
import { APP_HEADER } from '../src/wire/api.ts';
import { createMemoryStore } from './adapters/memorystore.ts';
import { createApp } from './app.ts';
import type { AppDeps } from './deps.ts';
import { createFlagService } from './flags/flagservice.ts';
import { createIdentity } from './identity/identity.ts';
import type { Log, ObjectStore, People, Person, Sessions } from './ports.ts';

/** Two people. */
export const ANA: Person = { ownerId: 'a'.repeat(32), email: 'ana@clinic.example', roles: ['user'] };
export const BEN: Person = { ownerId: 'b'.repeat(32), email: 'ben@clinic.example', roles: ['user'] };

/** The app over a store in memory, with what it did on the side. For tests. */
export interface TestApp {
  app: Hono;
  store: ObjectStore;
  clock: { nowMs: number };
  enqueued: string[];
  lines: { level: string; event: string; fields: Record<string, unknown> | undefined }[];
  sessions: Sessions;
  people: People;
  /** Signs somebody in anew: the cookies of the session and of the upload grant, each as `name=value`. */
  signIn(person: Person): Promise<{ session: string; grant: string }>;
  /** A request with JSON and this `Cookie`, from the app's own page. */
  ask(cookie: string, method: string, path: string, body?: unknown): Promise<Response>;
  /** A request of Ana's, who is signed in from her first one on. */
  ana(method: string, path: string, body?: unknown): Promise<Response>;
  ben(method: string, path: string, body?: unknown): Promise<Response>;
}

/** What the app's keys are, newest first. */
const PUBLIC_KEYS = [
  { kid: 'k2', spki: 'AAAA', use: 'seal' },
  { kid: 'k1', spki: 'BBBB', use: 'seal' },
  { kid: 'k0', spki: 'CCCC', use: 'break_glass' },
] as const;

/** The key of the HMACs in the app's flags. */
export const TEST_FLAGS_KEY = new Uint8Array(32).fill(7);

/** A changing request without it is refused. */
const FROM_APP = { [APP_HEADER]: '1', 'Sec-Fetch-Site': 'same-origin' };

/** `deps` replace parts; `store` may wrap the store in memory to make it fail. */
export function createTestApp({ wrap = (store) => store, ...deps }: Partial<AppDeps> & { wrap?(store: ObjectStore): ObjectStore } = {}): TestApp {
  const clock = { nowMs: 1_700_000_000_000 };
  const lines: TestApp['lines'] = [];
  const enqueued: string[] = [];
  const log: Log = (level, event, fields) => void lines.push({ level, event, fields });
  const store = wrap(createMemoryStore({ clock: () => clock.nowMs }));
  const { sessions, people } = createIdentity({ store, clock: () => clock.nowMs, log });
  const app = createApp({
    store,
    keys: { publicKeys: async () => PUBLIC_KEYS.map((key) => ({ ...key })), unwrap: async () => undefined },
    signIn: { handle: async (request) => new Response(new URL(request.url).pathname) },
    sessions,
    people,
    ...createFlagService({ key: TEST_FLAGS_KEY, seed: 'demo', store, people, clock: () => clock.nowMs, log }),
    compose: { enqueue: (ownerId, recordingId) => void enqueued.push(`${ownerId}/${recordingId}`) },
    clock: () => clock.nowMs,
    log,
    version: '1.2.3',
    ...deps,
  });
  const signIn: TestApp['signIn'] = async (person) => {
    const [session, grant] = (await sessions.open(new Request('http://localhost/oidc/callback'), person)) ?? [];
    if (!session || !grant) throw new Error('this person is shut out');
    return { session: session.split(';')[0]!, grant: grant.split(';')[0]! };
  };
  const ask: TestApp['ask'] = async (cookie, method, path, body) =>
    app.request(path, {
      method,
      headers: { ...FROM_APP, Cookie: cookie, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const as = (person: Person): TestApp['ana'] => {
    let signedIn: Promise<string> | undefined;
    return async (...request) => ask(await (signedIn ??= signIn(person).then(({ session }) => session)), ...request);
  };
  return { app, store, clock, enqueued, lines, sessions, people, signIn, ask, ana: as(ANA), ben: as(BEN) };
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
