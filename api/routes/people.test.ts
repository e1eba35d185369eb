import { expect, test } from 'vitest';
import * as v from 'valibot';
import { people } from '../../src/wire/api.ts';
import type { Person } from '../ports.ts';
import { ANA, BEN, createTestApp } from '../testapp.ts';

const BOSS: Person = { ownerId: 'c'.repeat(32), email: 'zoe@clinic.example', roles: ['admin'] };

/** The app with Ana and an admin signed in. */
async function setUp() {
  const app = createTestApp();
  const { session: boss } = await app.signIn(BOSS);
  await app.ana('GET', '/api/session');
  const change = (ownerId: string, body: unknown) => app.ask(boss, 'POST', `/api/people/${ownerId}`, body);
  return { ...app, boss, change };
}

async function codeOf(response: Response): Promise<unknown[]> {
  return [response.status, ((await response.json()) as { code?: string }).code];
}

test('[IDN18] an admin sees everybody who has ever signed in', async () => {
  const { ask, boss } = await setUp();
  const answer = v.parse(people, await (await ask(boss, 'GET', '/api/people')).json());
  expect(answer.people).toMatchObject([{ ...ANA, disabled: false }, { ...BOSS, disabled: false }]);
});

test('[IDN18] nobody else sees or changes anybody', async () => {
  const { ana, people: known } = await setUp();
  expect(await codeOf(await ana('GET', '/api/people'))).toEqual([403, 'not_allowed']);
  expect(await codeOf(await ana('POST', `/api/people/${BOSS.ownerId}`, { disabled: true }))).toEqual([403, 'not_allowed']);
  expect((await known.all()).map(({ disabled }) => disabled)).toEqual([false, false]);
});

test('[IDN18] an admin shuts somebody out and lets them in again; the log tells that, and of nobody', async () => {
  const { change, ana, clock, lines } = await setUp();
  const shutOut = v.parse(people, await (await change(ANA.ownerId, { disabled: true })).json());
  expect(shutOut.people.map(({ disabled }) => disabled)).toEqual([true, false]);
  clock.nowMs += 30_000;
  expect((await ana('GET', '/api/session')).status).toBe(401);
  const letIn = v.parse(people, await (await change(ANA.ownerId, { disabled: false })).json());
  expect(letIn.people.map(({ disabled }) => disabled)).toEqual([false, false]);
  expect(lines.map(({ event }) => event).filter((event) => event.startsWith('person_'))).toEqual(['person_shut_out', 'person_let_in']);
  expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${ANA.ownerId}|${BOSS.ownerId}|@`));
});

test('[IDN18] an admin cannot shut themself out', async () => {
  const { change, ask, boss, clock } = await setUp();
  for (const disabled of [true, false]) expect(await codeOf(await change(BOSS.ownerId, { disabled }))).toEqual([400, 'bad_request']);
  clock.nowMs += 60_000;
  expect((await ask(boss, 'GET', '/api/people')).status).toBe(200);
});

test.each<[string, string, unknown, number, string]>([
  ['nobody knows', BEN.ownerId, { disabled: true }, 404, 'not_found'],
  ['is none', 'ana', { disabled: true }, 400, 'bad_request'],
  ['is a path', '..%2Fusers', { disabled: true }, 400, 'bad_request'],
  ['is Ana, with no change', ANA.ownerId, {}, 400, 'bad_request'],
  ['is Ana, with no truth value', ANA.ownerId, { disabled: 'true' }, 400, 'bad_request'],
  ['is Ana, with no JSON', ANA.ownerId, '{', 400, 'bad_request'],
  ['is Ana, at length', ANA.ownerId, { disabled: true, why: 'x'.repeat(1024) }, 413, 'body_too_large'],
])('[IDN18] a change of an owner who %s is refused', async (_, ownerId, body, status, code) => {
  const { change, people: known } = await setUp();
  expect(await codeOf(await change(ownerId, body))).toEqual([status, code]);
  expect((await known.all()).some(({ disabled }) => disabled)).toBe(false);
});
