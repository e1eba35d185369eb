import { accountApi } from '../adapters/accountapi.ts';
import type { DeviceMemory } from '../adapters/dexie/devicedb.ts';
import { answerOf, send } from '../adapters/http.ts';
import { signInState, whoIsSignedIn, type SignInState } from '../core/account/signedin.ts';
import type { OwnerId } from '../core/names.ts';
import type { PublicKey } from '../core/ports.ts';
import { keys } from '../wire/api.ts';
import type { Account } from './app.ts';

/** How long a start waits for the server when this device already knows somebody. */
const PATIENCE_MS = 1_500;
const KEYS_TIMEOUT_MS = 10_000;

/**
 * Whose page this is: whoever is signed in, or without an answer whoever this device remembers. Resolves undefined on
 * a device on which nobody is known. Never waits long when somebody is: recording needs no server.
 * `onReplaced` is called with everybody who was not signed out and whose place the one who is signed in has taken.
 */
export async function findAccount(memory: DeviceMemory, onReplaced: (ownerId: OwnerId) => Promise<void>): Promise<Account | undefined> {
  const remembered = await memory.account().catch(() => undefined);
  if (!navigator.onLine && remembered) return remembered;
  const asked = whoIsSignedIn(accountApi, memory).catch(() => undefined);
  const answer = await (remembered ? Promise.race([asked, new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS))]) : asked);
  if (!answer) return remembered;
  await memory.remember(answer, Date.now()).catch(() => undefined);
  if (remembered && remembered.ownerId !== answer.ownerId) await onReplaced(remembered.ownerId);
  const { ownerId, email, internalHmac } = answer;
  return { ownerId, email, ...(internalHmac !== undefined && { internalHmac }) };
}

/** How `account` stands with the server now, and brings the organisation's keys when it is signed in. */
export async function checkSignIn(account: Account, memory: DeviceMemory): Promise<SignInState> {
  const who = await whoIsSignedIn(accountApi, memory).catch(() => undefined);
  if (who) await memory.remember(who, Date.now(), account.ownerId).catch(() => undefined);
  if (who?.ownerId === account.ownerId) await fetchKeys(memory).catch(() => undefined);
  return signInState(account.ownerId, who, accountApi);
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
  const answer = await answerOf(await send('/api/keys', {}, KEYS_TIMEOUT_MS), keys);
  await memory.rememberKeys(answer.keys.map(({ kid, spki, use }) => ({ kid, spki, use })));
}
