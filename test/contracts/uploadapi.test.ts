import type { ObjectStore } from '../../api/ports.ts';
import { createTestApp } from '../../api/testapp.ts';
import { createUploadApi } from '../../src/adapters/uploadapi.ts';
import { createTestClock } from '../bench/device.ts';
import { installBrowser } from '../simulation/browser.ts';
import { createDice } from '../simulation/dice.ts';
import { createLedger } from '../simulation/ledger.ts';
import { createNetwork } from '../simulation/network.ts';
import { createSimServer } from '../simulation/server.ts';
import { createTime } from '../simulation/time.ts';
import { beginLife, createTurns } from '../simulation/turns.ts';
import { amendmentsContract } from './amendments.ts';
import { uploadApiContract, type ApiUnderTest } from './uploadapi.ts';

const app = (): ApiUnderTest => {
  const { app: service, store, clock, signIn } = createTestApp({ wrap: withEtag });
  const { fetch } = globalThis;
  let cookie: string | Promise<string> = '';
  globalThis.fetch = async (input, { headers, body, method = 'GET' } = {}) => {
    const length = body instanceof Uint8Array ? { 'content-length': String(body.byteLength) } : {};
    return service.request(input as string, { method, body: body ?? null, headers: { ...(headers as Record<string, string>), ...length, Cookie: await cookie, 'Sec-Fetch-Site': 'same-origin' } });
  };
  return {
    api: createUploadApi(createTestClock()),
    signIn: (person) => void (cookie = person ? signIn(person).then(({ session }) => session) : ''),
    pass: (ms) => void (clock.nowMs += ms),
    lose: (key) => store.delete(key),
    run: (work) => work(),
    close: () => void (globalThis.fetch = fetch),
  };
};

/** Every bucket answers a PUT with the ETag of what it has stored; the store in memory does not. */
function withEtag(store: ObjectStore): ObjectStore {
  return {
    ...store,
    async ingest(request) {
      const { status } = await store.ingest(request);
      return new Response(null, { status, headers: status === 200 ? { etag: '"stored"' } : {} });
    },
  };
}

const simulation = (): ApiUnderTest => {
  const turns = createTurns(1, () => undefined);
  const time = createTime(turns, 0);
  const server = createSimServer(turns, time, () => 3_600_000, { stored: () => undefined, archived: () => undefined });
  const network = createNetwork({ turns, time, dice: createDice(1), ledger: createLedger(), server });
  const browser = installBrowser(turns, time, network);
  const life = beginLife('phone');
  return {
    api: createUploadApi(time.clock),
    signIn: (person) => void (network.person = person?.ownerId ?? null),
    pass: (ms) => time.pass(ms),
    lose: async (key) => server.lose(key),
    async run(work) {
      let isDone = false;
      const outcome = turns.as(life, work).finally(() => (isDone = true));
      // Whoever waits for the outcome looks at it later than the turns are taken.
      outcome.catch(() => undefined);
      while (!isDone) if (!(await turns.step())) time.pass(1_000);
      return outcome;
    },
    close: browser.uninstall,
  };
};

for (const [name, makeServer] of [['the app', app], ['the simulation', simulation]] as const) {
  uploadApiContract(name, makeServer);
  amendmentsContract(name, makeServer);
}
