import { expect, test } from 'vitest';
import type { Session } from '../../wire/api.ts';
import type { Answer } from './adminapi.ts';
import { createGate } from './gate.ts';

const session = (ownerId: string, roles: string[]): Answer<Session> => ({ kind: 'ok', value: { holdfast: 'session', ownerId, email: null, roles } });

function setUp(answer: Answer<Session>) {
  let now = answer;
  let others = 0;
  const gate = createGate({ session: async () => now }, () => others++, async () => Promise.reject(new Error('the database does not open')));
  return { gate, others: () => others, answers: (next: Answer<Session>) => (now = next) };
}

test('[ADM8] R33 only an admin is let in', async () => {
  for (const [answer, state] of [[session('a', ['user']), 'not_allowed'], [session('a', []), 'not_allowed'], [session('a', ['user', 'admin']), 'in'], [{ kind: 'signed_out' }, 'signed_out'], [{ kind: 'unanswered' }, 'offline'], [{ kind: 'failed', status: 500 }, 'offline']] as const) {
    const { gate } = setUp(answer);
    await gate.look();
    expect(gate.state.value).toBe(state);
  }
});

test('[ADM9] R33 whoever is in stays in without a network, is out with their session, and back in with it', async () => {
  const { gate, answers, others } = setUp(session('a', ['admin']));
  await gate.look();
  answers({ kind: 'unanswered' });
  await gate.look();
  expect(gate.state.value).toBe('in');
  gate.heard({ kind: 'signed_out' });
  expect(gate.state.value).toBe('signed_out');
  answers(session('a', ['admin']));
  await gate.look();
  expect([gate.state.value, others()]).toEqual(['in', 0]);
  answers(session('b', ['admin']));
  await gate.look();
  expect(others()).toBe(1);
});
