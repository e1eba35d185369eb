import { expect, test } from 'vitest';
import { StoreError } from '../ports.ts';
import { ANA, BEN, createTestApp } from '../testapp.ts';
import { sweepSessions } from './sweep.ts';
import { sessionRequest, stateKeys } from './testrequests.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function setUp() {
  const app = createTestApp();
  /** How many documents a sweep says it has taken. */
  const sweep = async () => {
    const lines: unknown[][] = [];
    await sweepSessions({ store: app.store, clock: () => app.clock.nowMs, log: (...line) => void lines.push(line) });
    return (lines.find(([, event]) => event === 'sessions_swept')?.[2] as { documents: number } | undefined)?.documents ?? 0;
  };
  const parts = async () => (await stateKeys(app.store)).map((key) => key.split('/')[2]!.split('-')[0]);
  return { ...app, sweep, parts };
}

test('[IDN20] a sweep takes what is over, each at its time, and nothing that lives', async () => {
  const { signIn, sessions, clock, sweep, parts } = setUp();
  const { session } = await signIn(ANA);
  clock.nowMs += 20 * MINUTE_MS;
  await sessions.person(sessionRequest(session));
  expect([await sweep(), await parts()]).toEqual([0, ['grant', 'pair', 'seen', 'session']]);
  clock.nowMs += 30 * MINUTE_MS;
  expect([await sweep(), await parts()]).toEqual([1, ['grant', 'pair', 'session']]);
  expect(await sessions.person(sessionRequest(session))).toBeUndefined();
  clock.nowMs += DAY_MS;
  const { session: later } = await signIn(BEN);
  await sweep();
  expect(await parts()).toEqual(['grant', 'grant', 'pair', 'pair', 'session']);
  expect(await sessions.person(sessionRequest(later))).toMatchObject(BEN);
  clock.nowMs += 31 * DAY_MS;
  expect([await sweep(), await parts()]).toEqual([5, []]);
});

test('[IDN20] a sweep leaves alone what it cannot read', async () => {
  const { store, sweep } = setUp();
  const keys = [`state/sessions/grant-${'a'.repeat(64)}.json`, 'state/sessions/of-a-newer-build.json'];
  for (const key of keys) await store.put(key, new TextEncoder().encode('{}'), { contentType: 'application/json' });
  expect([await sweep(), await stateKeys(store)]).toEqual([0, keys]);
});

test('[IDN20] however many there are', async () => {
  const { store, clock, sweep } = setUp();
  for (let i = 0; i < 45; i += 1) {
    const grant = { ownerId: ANA.ownerId, createdAtMs: i < 30 ? 0 : clock.nowMs };
    await store.put(`state/sessions/grant-${String(i).padStart(64, '0')}.json`, new TextEncoder().encode(JSON.stringify(grant)), { contentType: 'application/json' });
  }
  expect([await sweep(), (await stateKeys(store)).length]).toEqual([30, 15]);
});

test('[IDN20] a store in trouble is logged and keeps no server from starting', async () => {
  const lines: string[] = [];
  const { store } = createTestApp({
    wrap: (whole) => ({
      ...whole,
      list: async function* () {
        throw new StoreError('down', { status: 503 });
      },
    }),
  });
  await sweepSessions({ store, clock: Date.now, log: (level, event, fields) => void lines.push(`${level} ${event} ${JSON.stringify(fields)}`) });
  expect(lines).toEqual(['warn sessions_not_swept {"error":"StoreError","status":503}']);
});
