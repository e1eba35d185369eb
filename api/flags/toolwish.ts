import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { cleanupRequest } from '../../src/wire/flags.ts';
import { FlagToolError } from './toolparts.ts';
import type { ToolEdit } from './tooledit.ts';

/** What the arguments of `npm run flags` ask for. */
export interface ToolWish extends ToolEdit {
  command: 'get' | 'set' | 'kill' | 'return' | 'history' | 'preview';
  version?: number | undefined;
  json: boolean;
  url?: string | undefined;
  file?: string | undefined;
  addInternal: string[];
  removeInternal: string[];
  addCleanups: { email: string; what: 'expired' | 'archived' }[];
  email?: string | undefined;
  why?: string | undefined;
  yes: boolean;
  before?: number | undefined;
  limit: number;
}

const USAGE = `npm run flags -- get [VERSION] [--json]          what counts, or a version
npm run flags -- get --url ADDRESS [--json]      what a service answers, as everybody sees it
npm run flags -- set [CHANGES] --why TEXT        a new version, after showing what changes and asking
npm run flags -- preview [CHANGES] [--email A]   who would get the offline recorder; writes nothing
npm run flags -- kill [--why TEXT]               off for everybody, whoever else is editing
npm run flags -- return VERSION --why TEXT       what an earlier version says, as a new version
npm run flags -- history [--before N] [--limit N]

CHANGES  --phase off | internal | 10 | 50 | 100 | any percentage
         NAME=VALUE …                            kill, percent, whenOff, a setting such as pollSeconds, or a path such as notice=null
         --file FILE                             the whole document, as get --json wrote it
         --add-internal EMAIL, --remove-internal EMAIL
         --clean-up EMAIL=expired | EMAIL=archived
--yes    does not ask

It works on the store itself: DATA_DIR, or S3_BUCKET and the AWS variables, as for the service. FLAGS_HMAC_KEY names people.`;

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = { json: flag, url: text, why: text, yes: flag, phase: text, file: text, 'add-internal': texts, 'remove-internal': texts, 'clean-up': texts, email: text, before: text, limit: text } as const;
const SHOWING = ['phase', 'file', 'add-internal', 'remove-internal', 'clean-up'];
/** What each command understands. */
const KNOWN: Record<ToolWish['command'], readonly string[]> = {
  get: ['json', 'url'],
  set: [...SHOWING, 'why', 'yes'],
  preview: [...SHOWING, 'email'],
  kill: ['why', 'yes'],
  return: ['why', 'yes'],
  history: ['before', 'limit'],
};

/** @throws FlagToolError with how it is meant to be, when `args` are not that */
export function toolWish(args: readonly string[]): ToolWish {
  const { values, positionals } = parsed(args);
  const [command, ...rest] = positionals;
  if (!isCommand(command)) throw new FlagToolError(USAGE);
  const unknown = Object.keys(values).find((name) => !KNOWN[command].includes(name));
  if (unknown !== undefined) throw new FlagToolError(`--${unknown} is not for ${command}.\n\n${USAGE}`);
  const edits = command === 'set' || command === 'preview';
  const { json = false, url, file, email, yes = false, phase } = values;
  if (!edits && rest.length > (command === 'get' || command === 'return' ? 1 : 0)) throw new FlagToolError(USAGE);
  if (file !== undefined && (rest.length > 0 || phase !== undefined || values['remove-internal'])) throw new FlagToolError('With --file, what else is to change belongs into the file.');
  const why = values.why?.trim();
  if ((command === 'set' || command === 'return') && !why) throw new FlagToolError('Why? The history keeps it: --why "phase 2 as agreed"');
  const version = edits || rest[0] === undefined ? undefined : number('VERSION', rest[0]);
  if (command === 'return' && version === undefined) throw new FlagToolError(USAGE);
  return {
    command,
    version,
    json,
    url,
    file,
    phase,
    email,
    yes,
    why,
    assignments: edits ? rest : [],
    addInternal: (values['add-internal'] ?? []).map(emailIn),
    removeInternal: (values['remove-internal'] ?? []).map(emailIn),
    addCleanups: (values['clean-up'] ?? []).map(cleanUpIn),
    before: values.before === undefined ? undefined : number('--before', values.before),
    limit: values.limit === undefined ? 20 : number('--limit', values.limit),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new FlagToolError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function isCommand(text: string | undefined): text is ToolWish['command'] {
  return text !== undefined && Object.hasOwn(KNOWN, text);
}

function number(name: string, value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new FlagToolError(`${name} must be a number from 1.`);
  return Number(value);
}

function emailIn(value: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(value.trim())) throw new FlagToolError(`${value} is no e-mail address.`);
  return value.trim();
}

function cleanUpIn(value: string): ToolWish['addCleanups'][number] {
  const [, email = '', what] = /^(.*)=([a-z]+)$/.exec(value) ?? [];
  if (!v.is(cleanupRequest.entries.what, what)) throw new FlagToolError('--clean-up EMAIL=expired runs retention now on that person’s devices, EMAIL=archived takes all archived audio from them.');
  return { email: emailIn(email), what };
}
