import { createHash } from 'node:crypto';
import { mergeTexts, type Amendment } from '../../src/core/amendment.ts';
import type { Bytes } from '../../src/core/bytes.ts';
import { manifestFault, type Manifest, type SealedText } from '../../src/core/manifest.ts';
import { amendmentKey, manifestKey, manifestPointerKey, parseSegmentKey, segmentKey, type OwnerId, type RecordingId, type Sha256Hex } from '../../src/core/names.ts';
import type { ManifestPointer } from '../../src/wire/archive.ts';
import type { PresignRequest, UploadState } from '../../src/wire/api.ts';
import { composeInMemory, type Archive } from './compose.ts';
import { foreign, ours, refusal, type HttpAnswer, type HttpRequest } from './http.ts';
import type { Time } from './time.ts';
import { beginLife, type Life, type Turns } from './turns.ts';

const GRANT_MS = 300_000;

/** Our service and its bucket, as far as phones have to do with them, in memory and by turns. */
export interface SimServer {
  /** Its process; another one after a crash. */
  life(): Life;
  /** Answers a request. Never settles when the server dies meanwhile. */
  handle(request: HttpRequest): Promise<HttpAnswer>;
  readonly objects: ReadonlyMap<string, Bytes>;
  readonly archives: ReadonlyMap<RecordingId, Archive>;
  pointerOf(ownerId: OwnerId, recordingId: RecordingId): ManifestPointer | undefined;
  /** The newest versions of a recording's texts, in its manifest or sent later. */
  textsOf(manifest: Manifest): SealedText[];
  /** Recordings whose manifest is being taken in. */
  completing: ReadonlySet<RecordingId>;
  /** The bucket loses an object. */
  lose(key: string): void;
  /** Another manifest of the recording is received before this request. */
  preempt(request: HttpRequest, alter: (manifest: Manifest) => Manifest): void;
  /** Its process dies and another one starts. */
  restart(): void;
}

/** What the ledger wants to know of the server. */
export interface ServerEvents {
  stored(key: string, body: Bytes): void;
  archived(archive: Archive): void;
}

/** A server with nothing on it. `composeDelayMs` is how long compose takes this time. */
export function createSimServer(turns: Turns, time: Time, composeDelayMs: () => number, events: ServerEvents): SimServer {
  let life = beginLife('server');
  const objects = new Map<string, Bytes>();
  const archives = new Map<RecordingId, Archive>();
  const completing = new Set<RecordingId>();
  const composing = new Set<RecordingId>();

  const readJson = <T>(bytes: Bytes | undefined): T | undefined => (bytes ? (JSON.parse(Buffer.from(bytes).toString()) as T) : undefined);
  const pointerOf = (ownerId: OwnerId, recordingId: RecordingId) => readJson<ManifestPointer>(objects.get(manifestPointerKey(ownerId, recordingId)));
  const manifestOf = (ownerId: OwnerId, recordingId: RecordingId, sha256: Sha256Hex) => readJson<Manifest>(objects.get(manifestKey(ownerId, recordingId, sha256)));

  function putIfAbsent(key: string, body: Bytes): boolean {
    if (objects.has(key)) return false;
    objects.set(key, body.slice());
    events.stored(key, body);
    return true;
  }

  function presign({ body, person }: HttpRequest): HttpAnswer {
    const { ownerId, recordingId, segments } = readJson<PresignRequest>(body)!;
    if (person === null) return refusal('not_signed_in');
    if (ownerId !== person) return refusal('owner_mismatch');
    const serverTimeMs = time.serverMs();
    const expiresAtMs = serverTimeMs + GRANT_MS;
    const urls = segments.map(({ seq, bytes, sha256 }) => {
      const url = `/${segmentKey(person, recordingId, seq, sha256)}?bytes=${bytes}&until=${expiresAtMs}`;
      return { seq, url, headers: { 'if-none-match': '*', 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') }, expiresAtMs };
    });
    return ours({ holdfast: 'presign', serverTimeMs, urls });
  }

  function ingest({ path, headers, body }: HttpRequest): HttpAnswer {
    const { pathname, searchParams } = new URL(path, 'http://here');
    const key = pathname.slice(1);
    const { sha256 } = parseSegmentKey(key) ?? {};
    const signed = headers['if-none-match'] === '*' && headers['x-amz-checksum-sha256'] === Buffer.from(sha256 ?? '', 'hex').toString('base64');
    if (!sha256 || !signed || time.serverMs() > Number(searchParams.get('until'))) return foreign(403);
    if (body.byteLength !== Number(searchParams.get('bytes')) || sha256Of(body) !== sha256) return foreign(400);
    return putIfAbsent(key, body) ? { status: 200, headers: { etag: `"${sha256}"` }, body: '' } : foreign(412);
  }

  async function complete({ path, body, person }: HttpRequest): Promise<HttpAnswer> {
    if (person === null) return refusal('not_signed_in');
    const recordingId = path.split('/')[3]!;
    const sha256 = sha256Of(body);
    const before = pointerOf(person, recordingId);
    if (before?.manifestSha256 !== sha256) {
      const manifest = readJson<Manifest>(body)!;
      if (manifest.ownerId !== person) return refusal('owner_mismatch');
      if (manifest.recordingId !== recordingId || manifestFault(manifest) !== undefined) return refusal('invalid_manifest');
      if (before) return differs(person, recordingId, before);
      await turns.turn(life, 'looks for the segments');
      const missing = missingIn(manifest);
      if (missing.length > 0) return refusal('segments_missing', { missing });
    }
    const pointer = before ?? (await file(person, recordingId, body, sha256));
    if (pointer.manifestSha256 !== sha256) return differs(person, recordingId, pointer);
    compose(person, recordingId);
    return ours({ holdfast: 'receipt', recordingId, ...pointer });
  }

  function amend({ path, body, person }: HttpRequest): HttpAnswer {
    const { ownerId, n } = readJson<Amendment>(body)!;
    if (person === null) return refusal('not_signed_in');
    if (ownerId !== person) return refusal('owner_mismatch');
    const recordingId = path.split('/')[3]!;
    const there = objects.get(amendmentKey(person, recordingId, n));
    if (!there && !pointerOf(person, recordingId)) return refusal('not_found');
    if (!there && n > 1 && !objects.has(amendmentKey(person, recordingId, n - 1))) return refusal('amendment_gap');
    if (there && sha256Of(there) !== sha256Of(body)) return refusal('amendment_differs');
    putIfAbsent(amendmentKey(person, recordingId, n), body);
    return ours({ holdfast: 'amendment', recordingId, n, sha256: sha256Of(body) });
  }

  const missingIn = ({ ownerId, recordingId, segments }: Manifest) =>
    segments.filter(({ seq, sha256, bytes }) => objects.get(segmentKey(ownerId, recordingId, seq, sha256))?.byteLength !== bytes).map(({ seq }) => seq);

  async function file(person: OwnerId, recordingId: RecordingId, body: Bytes, sha256: Sha256Hex): Promise<ManifestPointer> {
    putIfAbsent(manifestKey(person, recordingId, sha256), body);
    await turns.turn(life, 'writes the pointer');
    putIfAbsent(manifestPointerKey(person, recordingId), Buffer.from(JSON.stringify({ manifestSha256: sha256, receivedAtMs: time.serverMs() })));
    return pointerOf(person, recordingId)!;
  }

  function differs(ownerId: OwnerId, recordingId: RecordingId, { manifestSha256 }: ManifestPointer): HttpAnswer {
    const segments = manifestOf(ownerId, recordingId, manifestSha256)!.segments.map(({ seq, bytes, sha256 }) => ({ seq, bytes, sha256 }));
    return refusal('manifest_differs', { manifestSha256, segments });
  }

  function state({ path, person }: HttpRequest): HttpAnswer {
    const { pathname, searchParams } = new URL(path, 'http://here');
    const recordingId = pathname.split('/')[3]!;
    if (person === null) return refusal('not_signed_in');
    if (searchParams.get('ownerId') !== person) return refusal('owner_mismatch');
    const answer: UploadState = { holdfast: 'upload', recordingId, segments: [], receipt: null, archived: null, problem: null };
    const pointer = pointerOf(person, recordingId);
    const archive = archives.get(recordingId);
    if (pointer) answer.receipt = { holdfast: 'receipt', recordingId, ...pointer };
    if (archive && 'sha256' in archive) answer.archived = { sha256: archive.sha256, seconds: 1, archivedAtMs: archive.archivedAtMs };
    else if (archive) answer.problem = { code: archive.problem, detail: '' };
    else if (pointer) compose(person, recordingId);
    return ours(answer);
  }

  function compose(ownerId: OwnerId, recordingId: RecordingId): void {
    if (composing.has(recordingId) || archives.has(recordingId)) return;
    composing.add(recordingId);
    time.after(life, composeDelayMs(), 'composes', () => {
      composing.delete(recordingId);
      if (archives.has(recordingId)) return;
      const manifest = manifestOf(ownerId, recordingId, pointerOf(ownerId, recordingId)!.manifestSha256)!;
      const archive = composeInMemory(manifest, objects, time.serverMs());
      archives.set(recordingId, archive);
      events.archived(archive);
    });
  }

  return {
    life: () => life,
    objects,
    archives,
    pointerOf,
    textsOf({ ownerId, recordingId, texts }) {
      let merged = texts;
      for (let n = 1; objects.has(amendmentKey(ownerId, recordingId, n)); n++) merged = mergeTexts(merged, readJson<Amendment>(objects.get(amendmentKey(ownerId, recordingId, n)))!.texts);
      return merged;
    },
    completing,
    async handle(request) {
      if (request.path.startsWith('/ingest/')) return ingest(request);
      if (request.method === 'GET') return state(request);
      if (request.path === '/api/uploads') return presign(request);
      if (request.path.endsWith('/amendments')) return amend(request);
      const recordingId = request.path.split('/')[3]!;
      completing.add(recordingId);
      const answer = await complete(request);
      completing.delete(recordingId);
      return answer;
    },
    lose: (key) => void objects.delete(key),
    preempt({ path, body, person }, alter) {
      const recordingId = path.split('/')[3]!;
      const manifest = readJson<Manifest>(body)!;
      if (person === null || manifest.ownerId !== person || pointerOf(person, recordingId) || missingIn(manifest).length > 0) return;
      const bytes = Buffer.from(JSON.stringify(alter(manifest)));
      const sha256 = sha256Of(bytes);
      putIfAbsent(manifestKey(person, recordingId, sha256), bytes);
      putIfAbsent(manifestPointerKey(person, recordingId), Buffer.from(JSON.stringify({ manifestSha256: sha256, receivedAtMs: time.serverMs() })));
      compose(person, recordingId);
    },
    restart() {
      life.alive = false;
      life = beginLife('server');
      completing.clear();
      composing.clear();
      for (const key of objects.keys()) {
        const [, ownerId, recordingId, name] = key.split('/');
        if (name === 'manifest.json') compose(ownerId!, recordingId!);
      }
    },
  };
}

function sha256Of(bytes: Bytes): Sha256Hex {
  return createHash('sha256').update(bytes).digest('hex');
}
