import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { isSecure } from '../identity/cookies.ts';
import { returnPath } from './returnpath.ts';

/** One attempt to sign in, from the way to the issuer until the way back. It waits in a cookie of the browser that began it. */
export interface Transaction {
  state: string;
  nonce: string;
  codeVerifier: string;
  /** A checked path. */
  returnTo: string;
  startedAtMs: number;
}

/** How long somebody may take at the issuer. */
export const TRANSACTION_SECONDS = 10 * 60;
/** Attempts at a time in one browser: tabs. The oldest make room, so that what is sent with every request stays small. */
const MAX_TRANSACTIONS = 5;
// 256 bits in base64url, as the library makes them.
const RANDOM = '[A-Za-z0-9_-]{43}';
const VALUE = new RegExp(`^([0-9a-z]{1,11})\\.(${RANDOM})\\.(${RANDOM})\\.([A-Za-z0-9_-]+)$`);

/** A new attempt with fresh random values. */
export function newTransaction(returnTo: string, nowMs: number): Transaction {
  return { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier(), returnTo, startedAtMs: nowMs };
}

/**
 * The `Set-Cookie` values that make the browser of `request` keep `transaction`, one cookie for each state, and forget its oldest.
 * Lax, because the issuer sends the browser back from another site, along which no strict cookie comes.
 */
export function keepTransaction(request: Request, transaction: Transaction): string[] {
  const { state, nonce, codeVerifier, returnTo, startedAtMs } = transaction;
  const value = [startedAtMs.toString(36), nonce, codeVerifier, Buffer.from(returnTo).toString('base64url')].join('.');
  const older = transactionsOf(request).sort((a, b) => b.startedAtMs - a.startedAtMs);
  return [cookie(request, state, value, TRANSACTION_SECONDS), ...older.slice(MAX_TRANSACTIONS - 1).map((one) => forgetTransaction(request, one))];
}

/** The attempt with this state that the browser of `request` began, at most `TRANSACTION_SECONDS` ago. */
export function transactionIn(request: Request, state: string | null, nowMs: number): Transaction | undefined {
  const transaction = transactionsOf(request).find((one) => one.state === state);
  return transaction && nowMs - transaction.startedAtMs < TRANSACTION_SECONDS * 1000 ? transaction : undefined;
}

/** The `Set-Cookie` value that makes the browser forget an attempt: each may come back once. */
export function forgetTransaction(request: Request, { state }: Pick<Transaction, 'state'>): string {
  return cookie(request, state, '', 0);
}

function transactionsOf(request: Request): Transaction[] {
  const prefix = `${nameOf(request)}-`;
  const pairs = (request.headers.get('Cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.flatMap((pair) => {
    if (!pair.startsWith(prefix)) return [];
    const [state = '', value = ''] = pair.slice(prefix.length).split('=');
    const [, started, nonce, codeVerifier, returnTo] = VALUE.exec(value) ?? [];
    if (started === undefined || nonce === undefined || codeVerifier === undefined || returnTo === undefined) return [];
    return [{ state, nonce, codeVerifier, returnTo: returnPath(Buffer.from(returnTo, 'base64url').toString()), startedAtMs: Number.parseInt(started, 36) }];
  });
}

function cookie(request: Request, state: string, value: string, seconds: number): string {
  const secure = isSecure(request) ? '; Secure' : '';
  return `${nameOf(request)}-${state}=${value}; Path=/oidc; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

// On plain http without Secure, because WebKit drops Secure cookies there, even on localhost.
function nameOf(request: Request): string {
  return isSecure(request) ? '__Secure-oidc' : 'oidc';
}
