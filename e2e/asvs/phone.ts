import { createHash, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { manifestText, type Manifest } from '../../src/core/manifest.ts';
import { APP_HEADER, presignResponse, session, type Session } from '../../src/wire/api.ts';
import type { CookieJar } from '../../test/build/cookiejar.ts';
import { signInAs, type DemoSubject } from '../../test/build/signin.ts';

/** Somebody signed in, without a browser: every request is written by the test. */
export interface Phone {
  jar: CookieJar;
  session: Session;
  /** A request as the app makes it, `body` as JSON unless it is text. `headers` come on top; undefined takes one away. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string | undefined>>): Promise<Response>;
}

/** Signs `subject` in at the service at `url`. */
export async function phoneOf(url: string, subject: DemoSubject): Promise<Phone> {
  const jar = await signInAs(url, subject);
  const ask: Phone['ask'] = (method, path, body, headers = {}) => {
    const all = { [APP_HEADER]: '1', 'Sec-Fetch-Site': 'same-origin', ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return jar.fetch(url + path, { method, headers: given, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  };
  return { jar, ask, session: v.parse(session, await (await ask('GET', '/api/session')).json()) };
}

/** A recording of one segment, whose bytes are no audio: the routes never look into it. */
export interface PlainRecording {
  recordingId: string;
  segment: { seq: number; bytes: number; sha256: string };
  body: Buffer<ArrayBuffer>;
  manifest: Manifest;
}

export function plainRecording(ownerId: string, bytes = 100): PlainRecording {
  const recordingId = randomUUID();
  const body = Buffer.alloc(bytes, recordingId);
  const segment = { seq: 0, bytes, sha256: createHash('sha256').update(body).digest('hex') };
  const startedAtMs = 1_750_000_000_000;
  const manifest: Manifest = {
    version: 1,
    ownerId,
    recordingId,
    startedAtMs,
    endedAtMs: startedAtMs + 1000,
    serverOffsetMs: null,
    partial: false,
    takes: [{ take: 0, mimeType: 'audio/webm;codecs=opus', codec: 'opus', firstChunk: 0, lastChunk: 0, durationMs: 1000, startedAtMs, ended: 'stop', wrappedKeys: [{ kid: 'k1', wrapped: 'AAAA' }] }],
    gaps: [],
    marks: [],
    segments: [{ ...segment, ranges: [{ take: 0, firstChunk: 0, lastChunk: 0 }] }],
    texts: [],
    consent: null,
    appVersion: 'test',
    flags: { version: 1, variant: 'offline' },
  };
  return { recordingId, segment, body, manifest };
}

/** Asks for the segment's PUT. */
export async function presign({ ask }: Phone, { manifest, recordingId, segment }: PlainRecording, ownerId = manifest.ownerId): Promise<Response> {
  return ask('POST', '/api/uploads', { ownerId, recordingId, segments: [segment] });
}

/** Uploads the segment as a phone does. Resolves to the store's status. */
export async function put(url: string, phone: Phone, recording: PlainRecording, body: Buffer<ArrayBuffer> = recording.body): Promise<number> {
  const [signed] = v.parse(presignResponse, await (await presign(phone, recording)).json()).urls;
  return (await fetch(url + signed!.url, { method: 'PUT', headers: signed!.headers, body })).status;
}

/** Posts the manifest, with the changes of `changed`. */
export async function complete({ ask }: Phone, { manifest, recordingId }: PlainRecording, changed: Partial<Manifest> = {}): Promise<Response> {
  return ask('POST', `/api/uploads/${recordingId}/complete`, manifestText({ ...manifest, ...changed }));
}
