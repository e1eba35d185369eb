import { signal, type ReadonlySignal } from '@preact/signals';
import type { Session } from '../../wire/api.ts';
import type { AdminApi, Answer, Trouble } from './adminapi.ts';

/** What stands between a person and what admins see. `offline`: the server did not say. */
export type GateState = 'asking' | 'in' | 'signed_out' | 'not_allowed' | 'offline';

/** Who is at this page, and whether the server lets them do what it is for. No method rejects. */
export interface Gate {
  state: ReadonlySignal<GateState>;
  /** Whoever was let in last; they may be signed out by now. */
  person: ReadonlySignal<Session | null>;
  /** Asks the server. */
  look(): Promise<void>;
  /** The same answer; one that says who may not go on closes the gate. */
  heard<A extends { kind: string }>(answer: A): A;
}

/** `onOther` is called when somebody else is signed in than was before: nothing of the first one's may go on under their name. */
export function createGate(api: Pick<AdminApi, 'session'>, onOther: () => void, prepare: () => Promise<void>): Gate {
  const state = signal<GateState>('asking');
  const person = signal<Session | null>(null);

  function take(answer: Answer<Session>): void {
    if (answer.kind !== 'ok') {
      // Whoever was in stays in without a network, and sees what there was.
      if (isShut(answer)) state.value = answer.kind;
      else if (state.value !== 'in') state.value = 'offline';
      return;
    }
    if (person.value && person.value.ownerId !== answer.value.ownerId) return onOther();
    person.value = answer.value;
    state.value = answer.value.roles.includes('admin') ? 'in' : 'not_allowed';
  }

  return {
    state,
    person,
    async look() {
      await prepare().catch(() => undefined);
      take(await api.session());
    },
    heard(answer) {
      if (isShut(answer)) state.value = answer.kind;
      return answer;
    },
  };
}

function isShut(answer: { kind: string }): answer is Extract<Trouble, { kind: 'signed_out' | 'not_allowed' }> {
  return answer.kind === 'signed_out' || answer.kind === 'not_allowed';
}
