import * as v from 'valibot';
import { flagsVersionAnswer, flagsWritten, type FlagsVersionAnswer, type FlagsWritten } from '../../../src/wire/flagadmin.ts';
import { APP_HEADER } from '../../../src/wire/api.ts';
import type { FlagDocument } from '../../../src/wire/flags.ts';
import { createPersonHmac } from '../../flags/personhmac.ts';
import type { Person } from '../../ports.ts';
import { createTestApp, TEST_FLAGS_KEY, type TestApp } from '../../testapp.ts';

/** Two admins. */
export const EVA: Person = { ownerId: 'e'.repeat(32), email: 'Eva@Clinic.example', roles: ['admin', 'user'] };
export const MAX: Person = { ownerId: 'f'.repeat(32), email: 'max@clinic.example', roles: ['admin'] };

export const hmacOf = (email: string): string => createPersonHmac(TEST_FLAGS_KEY).of(email)!;

/** What one admin does, as the page would. For tests. */
export interface TestAdmin {
  ask(method: string, path: string, body?: unknown, ifMatch?: string): Promise<Response>;
  get(version?: number): Promise<FlagsVersionAnswer>;
  /** Saves `document`, an edit of the version `of`. */
  put(document: unknown, of: { etag: string }, more?: object): Promise<Response>;
  kill(body?: unknown): Promise<FlagsWritten>;
  return(version: number, of: { etag: string }): Promise<Response>;
}

/** The app with two admins signed in; its first flags are those of the demo. */
export async function createTestAdmins(options: Parameters<typeof createTestApp>[0] = {}): Promise<TestApp & { eva: TestAdmin; max: TestAdmin }> {
  const test = createTestApp(options);
  const admin = async (person: Person): Promise<TestAdmin> => {
    const { session } = await test.signIn(person);
    const ask: TestAdmin['ask'] = async (method, path, body, ifMatch) =>
      test.app.request(path, {
        method,
        headers: { Cookie: session, [APP_HEADER]: '1', ...(body !== undefined && { 'Content-Type': 'application/json' }), ...(ifMatch !== undefined && { 'If-Match': ifMatch }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    return {
      ask,
      get: async (version) => v.parse(flagsVersionAnswer, await json(await ask('GET', `/api/admin/flags${version === undefined ? '' : `/${version}`}`))),
      put: (document, { etag }, more) => ask('PUT', '/api/admin/flags', { document, why: 'as agreed', ...more }, etag),
      kill: async (body) => v.parse(flagsWritten, await json(await ask('POST', '/api/admin/flags/kill', body))),
      return: (version, { etag }) => ask('POST', '/api/admin/flags/return', { version, why: 'as before' }, etag),
    };
  };
  return { ...test, eva: await admin(EVA), max: await admin(MAX) };
}

/** The document with other fields of its flag. */
export function flagged(document: FlagDocument, change: object): FlagDocument {
  return { ...document, flags: { ...document.flags, enableOfflineRecording: { ...document.flags.enableOfflineRecording, ...change } } };
}

export async function writtenIn(response: Response): Promise<FlagsWritten> {
  return v.parse(flagsWritten, await json(response));
}

export async function codeOf(response: Response): Promise<unknown[]> {
  const { code, detail } = (await response.json()) as { code?: string; detail?: string };
  return [response.status, code, ...(detail === undefined ? [] : [detail])];
}

async function json(response: Response): Promise<unknown> {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}
