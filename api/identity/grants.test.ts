import { expect, test } from 'vitest';
import * as v from 'valibot';
import { manifestText } from '../../src/core/manifest.ts';
import { ingestPrefix } from '../../src/core/names.ts';
import { presignResponse } from '../../src/wire/api.ts';
import type { Person } from '../ports.ts';
import { ANA, BEN, createTestApp, storeSegments, testRecording, type TestApp } from '../testapp.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const CARA: Person = { ownerId: 'c'.repeat(32), email: 'cara@clinic.example', roles: ['admin', 'user'] };

/** Sends a recording of this owner with these cookies: the status of presign, of complete and of the question how it stands. */
async function send({ ask, store }: TestApp, cookie: string, ownerId: string): Promise<number[]> {
  const recording = testRecording({ ownerId });
  const { recordingId, manifest } = recording;
  const signed = await ask(cookie, 'POST', '/api/uploads', { ownerId, recordingId, segments: manifest.segments });
  if (signed.status === 200) {
    const { urls } = v.parse(presignResponse, await signed.json());
    expect(urls.every(({ url }) => url.startsWith(`/${ingestPrefix(ownerId, recordingId)}`))).toBe(true);
    await storeSegments(store, recording);
  }
  const completed = await ask(cookie, 'POST', `/api/uploads/${recordingId}/complete`, manifestText(manifest));
  const state = await ask(cookie, 'GET', `/api/uploads/${recordingId}?ownerId=${ownerId}`);
  return [signed.status, completed.status, state.status];
}

async function received({ store }: TestApp, ownerId: string): Promise<number> {
  let pointers = 0;
  for await (const { key } of store.list(`ingest/${ownerId}/`)) if (key.endsWith('/manifest.json')) pointers += 1;
  return pointers;
}

test('[IDN5] a grant sends its owner’s recordings without a session, for 30 days', async () => {
  const app = createTestApp();
  const { grant } = await app.signIn(ANA);
  app.clock.nowMs += 30 * DAY_MS - 1;
  expect(await send(app, grant, ANA.ownerId)).toEqual([200, 200, 200]);
  app.clock.nowMs += 1;
  expect(await send(app, grant, ANA.ownerId)).toEqual([401, 401, 401]);
  expect(await received(app, ANA.ownerId)).toBe(1);
});

test('[IDN5] a grant opens nothing but upload routes, under its own name or the session’s', async () => {
  const { signIn, ask } = createTestApp();
  const { grant } = await signIn(CARA);
  for (const cookie of [grant, grant.replace('grant=', 'sid=')]) {
    for (const [method, path, body] of [
      ['GET', '/api/session'],
      ['GET', '/api/keys'],
      ['GET', '/api/people'],
      ['POST', `/api/people/${ANA.ownerId}`, { disabled: true }],
    ] as const) {
      expect((await ask(cookie, method, path, body)).status, path).toBe(401);
    }
  }
});

test('[IDN5] a session’s cookie is no grant', async () => {
  const app = createTestApp();
  const { session } = await app.signIn(ANA);
  expect(await send(app, session.replace('sid=', 'grant='), ANA.ownerId)).toEqual([401, 401, 401]);
});

test('[IDN12] one person’s session and another’s grant file each to the right owner', async () => {
  const app = createTestApp();
  const cookie = `${(await app.signIn(BEN)).session}; ${(await app.signIn(ANA)).grant}`;
  expect(await (await app.ask(cookie, 'GET', '/api/uploads')).json()).toEqual({ holdfast: 'uploaders', owners: [BEN.ownerId, ANA.ownerId] });
  expect(await send(app, cookie, ANA.ownerId)).toEqual([200, 200, 200]);
  expect(await send(app, cookie, BEN.ownerId)).toEqual([200, 200, 200]);
  expect([await received(app, ANA.ownerId), await received(app, BEN.ownerId)]).toEqual([1, 1]);
  expect(await (await app.ask(cookie, 'GET', '/api/session')).json()).toMatchObject({ ownerId: BEN.ownerId });
});

test('[IDN12] an owner that the client names and no cookie backs is refused, and nothing is stored', async () => {
  const app = createTestApp();
  const { session, grant } = await app.signIn(ANA);
  for (const cookie of [session, grant, `${session}; ${grant}`]) {
    for (const ownerId of [BEN.ownerId, CARA.ownerId]) expect(await send(app, cookie, ownerId)).toEqual([409, 409, 409]);
  }
  for (const ownerId of [ANA.ownerId, BEN.ownerId, CARA.ownerId]) expect(await received(app, ownerId)).toBe(0);
});

test('[IDN19] a browser is told whose uploads it may send, also when it is nobody’s', async () => {
  const { signIn, ask } = createTestApp();
  const { session, grant } = await signIn(ANA);
  const ownersOf = async (cookie: string) => ((await (await ask(cookie, 'GET', '/api/uploads')).json()) as { owners: string[] }).owners;
  expect(await ownersOf(`${session}; ${grant}`)).toEqual([ANA.ownerId]);
  expect(await ownersOf(grant)).toEqual([ANA.ownerId]);
  expect(await ownersOf('')).toEqual([]);
});
