import * as v from 'valibot';
import { problemOf, send } from '../../adapters/http.ts';
import { people, session, type People, type Session } from '../../wire/api.ts';
import { flagPreview, flagsChangedProblem, flagsHistory, flagsVersionAnswer, flagsWritten, type FlagDraft, type FlagPreview, type FlagsChangedProblem, type FlagsHistory, type FlagsVersionAnswer, type FlagsWritten } from '../../wire/flagadmin.ts';

const TIMEOUT_MS = 20_000;
const FLAGS = '/api/admin/flags';

/** Why there is no answer to work with. After `unanswered` nobody knows whether a write has arrived; writing it again does no harm. */
export type Trouble =
  | { kind: 'unanswered' }
  | { kind: 'signed_out' }
  | { kind: 'not_allowed' }
  /** The request itself is wrong; `detail` is the server's. */
  | { kind: 'refused'; detail: string }
  | { kind: 'failed'; status: number };
export type Answer<T> = { kind: 'ok'; value: T } | Trouble;
/** `conflict`: somebody else was faster, and nothing was written. */
export type WriteAnswer = Answer<FlagsWritten> | { kind: 'conflict'; conflict: Conflict };
export type Conflict = FlagsChangedProblem;

/** What an admin asks of the server. No method rejects. */
export interface AdminApi {
  session(): Promise<Answer<Session>>;
  flags(version?: number): Promise<Answer<FlagsVersionAnswer>>;
  history(before?: number): Promise<Answer<FlagsHistory>>;
  preview(request: Partial<FlagDraft> & { email?: string }): Promise<Answer<FlagPreview>>;
  save(draft: FlagDraft & { why: string }, etag: string): Promise<WriteAnswer>;
  kill(why: string): Promise<WriteAnswer>;
  returnTo(version: number, why: string, etag: string): Promise<WriteAnswer>;
  /** The version that counts, as every device is told; undefined when nobody says. Keeps no session alive. */
  countingVersion(): Promise<number | undefined>;
  people(): Promise<Answer<People>>;
  setShutOut(ownerId: string, disabled: boolean): Promise<Answer<People>>;
}

interface Wish {
  method?: 'GET' | 'POST' | 'PUT';
  body?: object;
  ifMatch?: string;
}

/** The admins' routes, with the cookies of the browser. */
export const adminApi: AdminApi = {
  session: () => ask('/api/session', session),
  flags: (version) => ask(version === undefined ? FLAGS : `${FLAGS}/${version}`, flagsVersionAnswer),
  history: (before) => ask(`${FLAGS}/history${before === undefined ? '' : `?before=${before}`}`, flagsHistory),
  preview: (request) => ask(`${FLAGS}/preview`, flagPreview, { method: 'POST', body: request }),
  save: (edit, etag) => write('PUT', FLAGS, edit, etag),
  kill: (why) => write('POST', `${FLAGS}/kill`, { why }),
  returnTo: (version, why, etag) => write('POST', `${FLAGS}/return`, { version, why }, etag),
  async countingVersion() {
    const response = await request('/flags.json', {}).catch(() => undefined);
    const body: unknown = response?.ok ? await response.json().catch(() => undefined) : undefined;
    const found = v.safeParse(v.object({ version: v.number() }), body);
    return found.success ? found.output.version : undefined;
  },
  people: () => ask('/api/people', people),
  setShutOut: (ownerId, disabled) => ask(`/api/people/${ownerId}`, people, { method: 'POST', body: { disabled } }),
};

function request(path: string, { method = 'GET', body, ifMatch }: Wish): Promise<Response> {
  const headers = { ...(body && { 'Content-Type': 'application/json' }), ...(ifMatch !== undefined && { 'If-Match': ifMatch }) };
  return send(path, { method, headers, ...(body && { body: JSON.stringify(body) }) }, TIMEOUT_MS);
}

async function ask<T>(path: string, schema: v.GenericSchema<unknown, T>, wish: Wish = {}): Promise<Answer<T>> {
  const answer = await asked(path, schema, wish);
  return answer.kind === 'conflict' ? { kind: 'failed', status: 412 } : answer;
}

function write(method: 'POST' | 'PUT', path: string, body: object, ifMatch?: string): Promise<WriteAnswer> {
  return asked(path, flagsWritten, { method, body, ...(ifMatch !== undefined && { ifMatch }) });
}

async function asked<T>(path: string, schema: v.GenericSchema<unknown, T>, wish: Wish): Promise<Answer<T> | { kind: 'conflict'; conflict: Conflict }> {
  try {
    const response = await request(path, wish);
    if (response.status !== 200) return await refusal(response);
    const parsed = v.safeParse(schema, await response.json());
    // Such as the page of a hotel's network.
    return parsed.success ? { kind: 'ok', value: parsed.output } : { kind: 'unanswered' };
  } catch {
    return { kind: 'unanswered' };
  }
}

async function refusal(response: Response): Promise<Trouble | { kind: 'conflict'; conflict: Conflict }> {
  const problem = await problemOf(response);
  const conflict = v.safeParse(flagsChangedProblem, problem);
  if (conflict.success) return { kind: 'conflict', conflict: conflict.output };
  if (problem?.code === 'not_signed_in') return { kind: 'signed_out' };
  if (problem?.code === 'not_allowed') return { kind: 'not_allowed' };
  if (problem && response.status >= 400 && response.status < 500) return { kind: 'refused', detail: problem.detail ?? problem.title };
  return { kind: 'failed', status: response.status };
}
