import type { DeviceMemory } from '../adapters/dexie/devicedb.ts';
import { answerOf, send } from '../adapters/http.ts';
import { Failure } from '../core/failures.ts';
import type { PublicKey } from '../core/ports.ts';
import { keys, session } from '../wire/api.ts';
import type { Account, SignInState } from './app.ts';

/** How long a start waits for the server when this device already knows somebody. */
const PATIENCE_MS = 1_500;
const SESSION_TIMEOUT_MS = 10_000;

/** Who the server says is signed in: an account, null for nobody, undefined when it could not be asked. */
async function askServer(): Promise<Account | null | undefined> {
  try {
    const { ownerId, email } = await answerOf(await send('/api/session', {}, SESSION_TIMEOUT_MS), session);
    return { ownerId, email };
  } catch (error) {
    return error instanceof Failure && error.code === 'not_signed_in' ? null : undefined;
  }
}

/**
 * Whose page this is: whoever is signed in, or without an answer whoever this device remembers. Resolves undefined on
 * a device on which nobody is known. Never waits long when somebody is: recording needs no server.
 */
export async function findAccount(memory: DeviceMemory): Promise<Account | undefined> {
  const remembered = await memory.account().catch(() => undefined);
  if (!navigator.onLine && remembered) return remembered;
  const asked = askServer();
  const answer = await (remembered ? Promise.race([asked, new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS))]) : asked);
  if (!answer) return remembered;
  await memory.remember(answer).catch(() => undefined);
  return answer;
}

/** How `account` stands with the server now, and brings the organisation's keys when it is signed in. */
export async function checkSignIn(account: Account, memory: DeviceMemory): Promise<SignInState> {
  const answer = await askServer();
  if (answer === undefined) return 'unknown';
  if (answer === null) return 'out';
  if (answer.ownerId !== account.ownerId) return 'other';
  await fetchKeys(memory).catch(() => undefined);
  return 'in';
}

/**
 * The organisation's keys on this device, or else fetched now. Without any the app must not offer to record, because it
 * could not keep the promise.
 */
export async function organisationKeys(memory: DeviceMemory): Promise<PublicKey[]> {
  const stored = await memory.publicKeys();
  if (stored.length > 0) return stored;
  await fetchKeys(memory).catch(() => undefined);
  return memory.publicKeys();
}

async function fetchKeys(memory: DeviceMemory): Promise<void> {
  const answer = await answerOf(await send('/api/keys', {}, SESSION_TIMEOUT_MS), keys);
  await memory.rememberKeys(answer.keys.map(({ kid, spki }) => ({ kid, spki })));
}
