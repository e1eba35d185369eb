import { ascii, type Bytes } from '../../src/core/bytes.ts';
import type { OwnerId, RecordingId } from '../../src/core/names.ts';
import type { Dice } from './dice.ts';
import { foreign, responseOf, type HttpAnswer } from './http.ts';
import type { Ledger } from './ledger.ts';
import { PARKING, requestFault, type RequestFault, type RequestFaultName, type RequestKind } from './requestfaults.ts';
import type { SimServer } from './server.ts';
import type { Time } from './time.ts';
import type { Life, Turns } from './turns.ts';

/** The way between the device and the server. */
export interface Network {
  /** What it is like at the moment. `portal` answers everything with its page, `redirect` sends everything to it. */
  mode: 'up' | 'offline' | 'portal' | 'redirect' | 'server down';
  /** How often each fault happens to a request. */
  readonly faults: Map<RequestFaultName, number>;
  /** Who is signed in in this browser. */
  person: OwnerId | null;
  /** What stands in for the global fetch. */
  fetch(input: string, init: RequestInit): Promise<Response>;
  /** Everything under way is cut: the server has died, or the device is offline. */
  cutAll(): void;
}

/** The most PUTs that one drain may have under way. */
const MOST_PUTS = 6;

export function createNetwork(parts: { turns: Turns; time: Time; dice: Dice; ledger: Ledger; server: SimServer }): Network {
  const { turns, time, dice, ledger, server } = parts;
  const underWay = new Set<() => void>();
  const puts = new Map<Life, number>();

  function drawFault(kind: RequestKind): RequestFault | undefined {
    for (const [name, share] of network.faults) if (dice.chance(share)) return requestFault(name, kind, dice);
    return undefined;
  }

  /** The answer of whoever gets the request. Does not settle when nobody answers. */
  async function answerTo(method: string, path: string, headers: Record<string, string>, body: Bytes, kind: RequestKind, fault: RequestFault | undefined): Promise<HttpAnswer> {
    const id = recordingIn(path, body);
    const request = { method, path, headers, body, person: network.person };
    if (network.mode === 'portal') return foreign(200);
    if (fault?.what === 'answered' && fault.label === 'segments_missing') {
      // It is said of nothing that is there: what is received, or just being received, keeps its segments.
      const { ownerId } = ledger.of(id) ?? {};
      if (ownerId === undefined || server.completing.has(id) || server.pointerOf(ownerId, id)) return server.handle(request);
      for (const key of server.objects.keys()) if (key.startsWith(`ingest/${ownerId}/${id}/00000-`)) server.lose(key);
      return fault.answer;
    }
    if (fault?.what === 'answered') {
      for (const code of PARKING[kind]) if (fault.label === code) ledger.of(id)?.refused.add(code);
      return fault.answer;
    }
    await turns.turn(server.life(), `gets ${kind}`);
    if (fault?.what === 'preempted') {
      server.preempt(request, fault.alter);
      const facts = ledger.of(id);
      const pointer = facts && server.pointerOf(facts.ownerId, id);
      if (pointer && !fault.whole) facts.preempted = true;
    }
    return server.handle(request);
  }

  function fetch(path: string, init: RequestInit): Promise<Response> {
    const life = turns.current();
    const method = init.method ?? 'GET';
    const kind = kindOf(method, path);
    const body = typeof init.body === 'string' ? ascii(init.body) : ((init.body as Bytes | undefined) ?? new Uint8Array(0)).slice();
    const headers = (init.headers ?? {}) as Record<string, string>;
    const fault = drawFault(kind);
    if (fault) ledger.met(`${kind} ${nameOf(fault)}`);
    if (kind === 'put') {
      puts.set(life, (puts.get(life) ?? 0) + 1);
      if (puts.get(life)! > MOST_PUTS) ledger.broken('planner', `${puts.get(life)} PUTs at a time`);
    }

    return new Promise((resolve, reject) => {
      const timeoutMs = (init.signal as { virtualMs?: number } | undefined)?.virtualMs;
      let cancelTimeout = () => {};
      let settled = false;
      const settle = (how: () => void, isGood: boolean) => {
        if (settled) return;
        settled = true;
        cancelTimeout();
        underWay.delete(cut);
        if (kind === 'put') puts.set(life, puts.get(life)! - 1);
        if (!isGood) ledger.of(recordingIn(path, body))?.failedAtMs.push(time.clock.monotonicMs());
        how();
      };
      const fail = (error: Error) => settle(() => reject(error), false);
      const cut = () => void turns.turn(life, `${kind} is cut`).then(() => fail(new TypeError('Failed to fetch')));
      underWay.add(cut);
      if (timeoutMs !== undefined) cancelTimeout = time.after(life, timeoutMs, `${kind} timed out`, () => fail(new DOMException('late', 'TimeoutError')));

      async function run(): Promise<void> {
        const isCut = network.mode === 'offline' || network.mode === 'redirect' || network.mode === 'server down';
        if (isCut || (fault?.what === 'cut' && fault.when === 'before')) return cut();
        if (fault?.what === 'hangs' && fault.when === 'before') return;
        const answer = await answerTo(method, path, headers, body, kind, fault);
        if (fault?.what === 'hangs') return;
        if (fault?.what === 'cut' && fault.when === 'after') return cut();
        const label = fault?.what === 'answered' ? fault.label : String(answer.status);
        await turns.turn(life, `${kind} is answered ${label}`);
        const isGood = answer.status === 200 || answer.status === 412;
        settle(() => resolve(responseOf(answer, fault?.what === 'cut')), isGood && fault === undefined);
      }
      void run();
    });
  }

  const network: Network = {
    mode: 'up',
    faults: new Map(),
    person: null,
    fetch,
    cutAll() {
      for (const cut of underWay) cut();
    },
  };
  return network;
}

function nameOf(fault: RequestFault): string {
  switch (fault.what) {
    case 'answered':
      return fault.label;
    case 'preempted':
      return fault.whole ? 'elder manifest' : 'other manifest';
    default:
      return `${fault.what} ${fault.when}`;
  }
}

function kindOf(method: string, path: string): RequestKind {
  if (method === 'PUT') return 'put';
  if (method === 'GET') return 'state';
  if (path.endsWith('/amendments')) return 'amend';
  return path.endsWith('/complete') ? 'complete' : 'presign';
}

/** The recording that a request is about. */
function recordingIn(path: string, body: Bytes): RecordingId {
  const inPath = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(path)?.[0];
  return inPath ?? (JSON.parse(Buffer.from(body).toString()) as { recordingId: RecordingId }).recordingId;
}
