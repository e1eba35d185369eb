import { expect, test } from 'vitest';
import { forgetTransaction, keepTransaction, newTransaction, transactionIn } from './transaction.ts';

const AT_MS = 1_700_000_000_000;
const requestWith = (cookie: string, origin = 'http://localhost:8080') => new Request(`${origin}/oidc/callback`, { headers: { Cookie: cookie } });
const pairOf = (setCookie: string) => setCookie.split(';')[0]!;

test('[OIDC2] an attempt waits in a cookie of its own for ten minutes, out of reach of scripts, and secure under https', () => {
  const transaction = newTransaction('/recordings?a=1', AT_MS);
  const random = '[\\w-]{43}';
  const [plain, ...others] = keepTransaction(requestWith(''), transaction);
  expect(others).toEqual([]);
  expect(plain).toMatch(new RegExp(`^oidc-${transaction.state}=[0-9a-z]+\\.${random}\\.${random}\\.[\\w-]+; Path=/oidc; Max-Age=600; HttpOnly; SameSite=Lax$`));
  const [secure] = keepTransaction(requestWith('', 'https://holdfast.example'), transaction);
  expect(secure).toMatch(/^__Secure-oidc-.*; Path=\/oidc; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/);
  expect(transactionIn(requestWith(pairOf(plain!)), transaction.state, AT_MS)).toEqual(transaction);
  expect(transactionIn(requestWith(pairOf(secure!)), transaction.state, AT_MS)).toBeUndefined();
  expect(transactionIn(requestWith(pairOf(secure!), 'https://holdfast.example'), transaction.state, AT_MS)).toEqual(transaction);
});

test('[OIDC2] several tabs sign in at once, and beyond five the oldest makes room', () => {
  const six = Array.from({ length: 6 }, (_, n) => newTransaction(`/${n}`, AT_MS + n));
  const cookies = six.slice(0, 5).map((one) => pairOf(keepTransaction(requestWith(''), one)[0]!));
  const shuffled = [3, 0, 4, 1, 2].map((n) => cookies[n]!).join('; ');
  for (const one of six.slice(0, 5)) expect(transactionIn(requestWith(`a=b; ${shuffled}; c`), one.state, AT_MS + 10)).toEqual(one);
  expect(keepTransaction(requestWith(shuffled), six[5]!).slice(1)).toEqual([forgetTransaction(requestWith(''), six[0]!)]);
});

test('[OIDC2] forgetting takes the cookie away where it was put', () => {
  const transaction = newTransaction('/', AT_MS);
  expect(forgetTransaction(requestWith(''), transaction)).toBe(`oidc-${transaction.state}=; Path=/oidc; Max-Age=0; HttpOnly; SameSite=Lax`);
});

test.each(['', 'oidc-a', 'oidc-a=', 'oidc-a=1.2.3.4', 'oidc-=x', 'oidc-a=b=c'])('[OIDC5] a cookie that is no attempt is none: %j', (cookie) => {
  for (const state of ['a', '', null]) expect(transactionIn(requestWith(cookie), state, AT_MS)).toBeUndefined();
});
