import { createHash } from 'node:crypto';
import type { Bytes } from '../../src/core/bytes.ts';
import { Failure } from '../../src/core/failures.ts';
import type { PutGrant, UploadApi } from '../../src/core/ports.ts';
import type { TestDevice } from './device.ts';

/** A server behind the UploadApi port that keeps what it is sent, and fails as it is told. */
export function createTestServer(device: Pick<TestDevice, 'clock'>) {
  const objects = new Map<string, Bytes>();
  const manifests = new Map<string, { sha256: string; bytes: Bytes; receivedAtMs: number }>();
  const archived = new Map<string, { sha256: string; seconds: number; archivedAtMs: number }>();
  const problems = new Map<string, { code: string; detail: string }>();
  /** Bytes by `{recording}/{n}`. */
  const amendments = new Map<string, Bytes>();
  const calls: string[] = [];
  let stored = 0;
  let putsNow = 0;
  let mostPuts = 0;
  /** Called before each call takes effect; what it throws is the call's outcome. */
  let before: (call: string) => void | Promise<void> = () => undefined;
  /** Called after it took effect: the answer gets lost. */
  let after: (call: string) => void = () => undefined;
  const sha = (bytes: Bytes) => createHash('sha256').update(bytes).digest('hex');
  const visit = async <T>(call: string, work: () => T): Promise<T> => {
    calls.push(call);
    await before(call);
    const result = work();
    after(call);
    return result;
  };

  const api: UploadApi = {
    serverOffsetMs: () => null,
    presign: (_owner, id, segments) =>
      visit(`presign ${id}`, () =>
        segments.map(({ seq, sha256 }): PutGrant => ({ seq, url: `${id}/${seq}-${sha256}`, headers: {}, expiresAtMs: device.clock.nowMs() + 240_000 })),
      ),
    async put({ url }, data) {
      putsNow += 1;
      mostPuts = Math.max(mostPuts, putsNow);
      try {
        await visit(`put ${url.replace(/-[0-9a-f]{64}$/, '')}`, () => {
          if (!url.endsWith(sha(data))) throw new Failure('upload_refused');
          if (objects.has(url)) return;
          objects.set(url, data);
          stored += 1;
        });
      } finally {
        putsNow -= 1;
      }
    },
    complete: (id, bytes) =>
      visit(`complete ${id}`, () => {
        const known = manifests.get(id);
        const manifest = JSON.parse(Buffer.from(bytes).toString()) as { segments: { seq: number; bytes: number; sha256: string }[] };
        const missing = manifest.segments.filter(({ seq, sha256 }) => !objects.has(`${id}/${seq}-${sha256}`)).map(({ seq }) => seq);
        if (!known && missing.length > 0) return { outcome: 'missing', seqs: missing } as const;
        const kept = known ?? { sha256: sha(bytes), bytes, receivedAtMs: device.clock.nowMs() };
        manifests.set(id, kept);
        if (kept.sha256 !== sha(bytes)) {
          return { outcome: 'differs', manifestSha256: kept.sha256, segments: (JSON.parse(Buffer.from(kept.bytes).toString()) as typeof manifest).segments } as const;
        }
        return { outcome: 'receipt', manifestSha256: kept.sha256, receivedAtMs: kept.receivedAtMs } as const;
      }),
    amend: (id, bytes) =>
      visit(`amend ${id}`, () => {
        const { n } = JSON.parse(Buffer.from(bytes).toString()) as { n: number };
        if (!manifests.has(id)) throw new Failure('server_error');
        const there = amendments.get(`${id}/${n}`);
        if (!there && n > 1 && !amendments.has(`${id}/${n - 1}`)) return { outcome: 'gap' } as const;
        if (there && sha(there) !== sha(bytes)) throw new Failure('amendment_refused');
        amendments.set(`${id}/${n}`, bytes);
        return { outcome: 'receipt', sha256: sha(bytes) } as const;
      }),
    state: (_owner, id) => visit(`state ${id}`, () => ({ archived: archived.get(id) ?? null, problem: problems.get(id) ?? null })),
  };

  return {
    api,
    objects,
    manifests,
    amendments,
    archived,
    problems,
    calls,
    stored: () => stored,
    mostPuts: () => mostPuts,
    before: (run: typeof before) => (before = run),
    after: (run: typeof after) => (after = run),
  };
}
