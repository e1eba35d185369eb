import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Event } from '../core/telemetry/events.ts';
import type { FlagDocument } from '../wire/flags.ts';
import { send } from '../adapters/http.ts';
import { loadFlags } from './flags.ts';

const document = (version: number, rest: Partial<FlagDocument> = {}, kill = false): FlagDocument => ({
  version,
  updatedAt: '2026-01-01T00:00:00Z',
  flags: { enableOfflineRecording: { kill, default: true } },
  ...rest,
});

type Answer = () => Response | Promise<Response>;
const json = (body: unknown, headers: Record<string, string> = {}): Answer => () => new Response(JSON.stringify(body), { headers });
const lost: Answer = () => {
  throw new TypeError('no network');
};

/** A device that knows `known`, and a server that answers `/flags.json` as `server.answer` says. */
async function bench(known?: FlagDocument, fallback = true) {
  const server = { answer: lost, asked: 0 };
  vi.stubGlobal('fetch', async (path: string) => {
    if (path !== '/flags.json') return json({}, { 'x-flags-version': path.slice(1) })();
    server.asked += 1;
    return server.answer();
  });
  const events: Event[] = [];
  let stored = known;
  const memory = {
    flags: async () => stored,
    rememberFlags: async (to: FlagDocument) => {
      stored = to;
    },
  };
  const flags = await loadFlags({ memory, telemetry: { record: (event) => events.push(event) }, person: { email: 'ana@example.org' }, fallback });
  const rejected = () => events.flatMap((event) => (event.event === 'flags_rejected' ? [event.reason] : []));
  return { server, flags, events, rejected, stored: () => stored };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('R30 [FLD1] without a network the cached answer counts, and without any document the build', async () => {
  const { flags } = await bench(document(4, {}, true));
  await flags.refresh();
  expect([flags.version(), flags.offlineRecording.value.reason, flags.held.value]).toEqual([4, 'kill', true]);
  for (const fallback of [true, false]) {
    const first = await bench(undefined, fallback);
    await first.flags.refresh();
    expect(first.flags.offlineRecording.value).toMatchObject({ enabled: fallback, reason: 'fallback' });
    expect([first.flags.held.value, first.rejected()]).toEqual([false, []]);
  }
});

test('R30 [FLD8] what is broken, older or not ours never replaces a good document and is reported once until a good answer', async () => {
  const { server, flags, rejected, stored } = await bench(document(4));
  const faults: Answer[] = [
    () => new Response('{"version": 9'),
    json(document(3, {}, true)),
    json({ version: 9 }),
    () => new Response('trouble', { status: 500 }),
    () => new Response('nothing', { status: 404 }),
  ];
  for (const round of [1, 2]) {
    for (const answer of [...faults, ...faults]) {
      server.answer = answer;
      await flags.refresh();
    }
    // What is no answer of ours looks alike, whether it is a broken text or a page of a portal.
    expect(rejected(), `round ${round}`).toHaveLength(4 * round);
    expect([flags.version(), stored()?.version, flags.offlineRecording.value.enabled]).toEqual([4, 4, true]);
    server.answer = json(document(4));
    await flags.refresh();
  }
});

test('R30 [FLD8] a document that cannot be stored counts all the same', async () => {
  const events: Event[] = [];
  vi.stubGlobal('fetch', async () => json(document(2, {}, true))());
  const memory = { flags: () => Promise.reject(new Error('broken')), rememberFlags: () => Promise.reject(new Error('broken')) };
  const flags = await loadFlags({ memory, telemetry: { record: (event) => events.push(event) }, person: {}, fallback: true });
  await flags.refresh();
  expect(flags.offlineRecording.value).toMatchObject({ enabled: false, reason: 'kill' });
  expect(events.map(({ event }) => event)).toEqual(['flags_loaded', 'flags_evaluated']);
});

test('R30 [FLD2] a page asks every pollSeconds, as the newest document says', async () => {
  const { server, flags } = await bench(document(1, { settings: { pollSeconds: 30 } }));
  server.answer = json(document(2, { settings: { pollSeconds: 5 } }));
  flags.start();
  await vi.advanceTimersByTimeAsync(29_999);
  expect(server.asked).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(server.asked).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.asked).toBe(3);
});

test('R30 [FLD2] an answer of the API that names a newer version has the document fetched at once, and not again and again', async () => {
  const { server, flags } = await bench(document(1));
  flags.start();
  server.answer = json(document(1));
  await send('/1');
  expect(server.asked).toBe(0);
  await send('/2');
  await send('/2');
  expect(server.asked).toBe(1);
  // Another server knew it first; this one has it soon.
  server.answer = json(document(2, {}, true));
  await vi.advanceTimersByTimeAsync(2_000);
  expect([server.asked, flags.version(), flags.offlineRecording.value.reason]).toEqual([2, 2, 'kill']);
  await send('/2');
  expect(server.asked).toBe(2);
});

test('R31 [FLD13] a version named while the one before is still being waited for is asked for as well, and nothing is sent until then', async () => {
  const { server, flags } = await bench(document(1));
  flags.start();
  server.answer = json(document(2));
  await send('/2');
  await vi.advanceTimersByTimeAsync(500);
  expect([flags.version(), flags.behind()]).toEqual([2, false]);
  // A kill, half a second after another edit.
  server.answer = json(document(3, {}, true));
  await send('/3');
  expect(flags.behind()).toBe(true);
  await vi.advanceTimersByTimeAsync(0);
  expect([flags.version(), flags.behind(), flags.offlineRecording.value.reason]).toEqual([3, false, 'kill']);
});

test('R31 [FLD13] a version named while a question is under way is asked for once more, because that answer may be older; nothing is sent until then', async () => {
  const { server, flags } = await bench(document(1));
  flags.start();
  let answer = (_: Response | Promise<Response>) => {};
  server.answer = () => new Promise<Response>((resolve) => (answer = resolve));
  const early = flags.refresh();
  await vi.advanceTimersByTimeAsync(0);
  await send('/2');
  answer(json(document(1))());
  await early;
  expect([server.asked, flags.version(), flags.behind()]).toEqual([2, 1, true]);
  answer(json(document(2, {}, true))());
  await flags.refresh();
  expect([server.asked, flags.version(), flags.behind()]).toEqual([2, 2, false]);
});
