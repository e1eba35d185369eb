import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { flagsKey } from './adapters/local/flagskey.ts';
import { createStore } from './adapters/local/store/store.ts';
import { createS3Store } from './adapters/s3/s3store.ts';
import { createFlagService, type FlagService } from './flags/flagservice.ts';
import { flagTool, type FlagToolOptions } from './flagtool.ts';
import { createIdentity } from './identity/identity.ts';
import type { ObjectStore } from './ports.ts';

let root: string;
let dataDir: string;
let lines: string[];
let store: ObjectStore;
let service: FlagService;
let clock: { nowMs: number };

/** A service's flags in `dataDir`, which has asked for them once. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-flagtool-'));
  dataDir = join(root, 'data');
  await mkdir(dataDir);
  lines = [];
  clock = { nowMs: Date.now() };
  const credentials = { accessKeyId: 'service', secretAccessKey: 'service-secret' };
  const parts = { clock: () => clock.nowMs, log: () => {} };
  const { handle } = createStore({ dir: join(dataDir, 'store'), credentials, bucket: 'b', region: 'local', ...parts });
  store = createS3Store({ endpoint: 'http://store.invalid', bucket: 'b', region: 'local', ...credentials, pathStyle: true, fetch: handle, clock: parts.clock });
  const { people, sessions } = createIdentity({ store, ...parts });
  await sessions.open(new Request('http://localhost/'), { ownerId: 'a'.repeat(32), email: 'ana@clinic.example', roles: ['user'] });
  service = createFlagService({ key: await flagsKey({ dataDir, env: {} }), seed: 'demo', store, people, ...parts });
  await service.flags.current();
});
afterEach(() => rm(root, { recursive: true, force: true }));

function run(args: readonly string[], change: Partial<FlagToolOptions> = {}): Promise<void> {
  return flagTool({ args, dataDir, env: {}, user: 'ana@laptop', print: (line) => void lines.push(line), clock: () => clock.nowMs, ...change });
}

/** What a service that runs beside the tool says after two seconds. */
async function counting() {
  clock.nowMs += 2000;
  const { document } = await service.flags.current();
  return document.flags.enableOfflineRecording;
}

const output = () => lines.join('\n');

test('[FLS15] R33 set shows what changes and who gets it, asks, and writes who and why; a running service takes it', async () => {
  const questions: string[] = [];
  await run(['set', '--phase', '10', 'pollSeconds=30', '--why', 'phase 2 as agreed'], { confirm: async (question) => questions.push(question) > 0 });
  expect(questions).toEqual(['Write this?']);
  expect(lines).toEqual(expect.arrayContaining(['  ~ flags.enableOfflineRecording.percent: 100 → 10', '  ~ flags.enableOfflineRecording.default: true → false', '  + settings = {"pollSeconds":30}', 'Of 1 people who have signed in:']));
  expect(lines.at(-1)).toContain('Version 2: 10 % of people, and internal users (phase 10).');
  expect(await counting()).toMatchObject({ percent: 10, default: false });
  lines = [];
  await run(['history']);
  expect(output()).toContain('edit by ana@laptop: phase 2 as agreed');
  lines = [];
  await run(['get']);
  expect(output()).toContain('Version 2');
});

test('[FLS15] R33 without a yes nothing is written', async () => {
  await expect(run(['set', 'percent=10', '--why', 'x'], { confirm: async () => false })).rejects.toThrow('Nothing was written.');
  await expect(run(['set', 'percent=10', '--why', 'x'])).rejects.toThrow('Say --yes');
  await expect(run(['kill'])).rejects.toThrow('Say --yes');
  expect((await counting()).percent).toBe(100);
});

test('[FLS15] R33 without a reason nothing is written', async () => {
  for (const args of [['set', 'percent=10'], ['set', 'percent=10', '--why', ' '], ['return', '1']]) await expect(run([...args, '--yes'])).rejects.toThrow('Why?');
});

test('[FLS15] R33 who is slower than somebody else gets a conflict, and nothing is written', async () => {
  const confirm = async () => {
    await service.flagAdmin.kill({ by: { ownerId: null, email: null }, why: '' });
    return true;
  };
  await expect(run(['set', 'percent=10', '--why', 'x'], { confirm })).rejects.toThrow('Nothing was written: version 2 has come in between');
  expect(await counting()).toMatchObject({ kill: true, percent: 100 });
});

test('[FLS16] R31 kill and return, and back again', async () => {
  await run(['kill', '--yes']);
  expect(output()).toContain('Version 2: off for everybody, on top of version 1');
  expect(await counting()).toMatchObject({ kill: true, percent: 100 });
  lines = [];
  await run(['kill', '--yes']);
  expect(output()).toContain('It was off already, in version 2');
  await run(['return', '1', '--why', 'fixed', '--yes']);
  expect(await counting()).toMatchObject({ kill: false, percent: 100 });
});

test('[FLS16] R31 the kill needs no key and no readable document', async () => {
  await writeFile(join(dataDir, 'flags-hmac.key'), 'torn');
  for (const name of await readdir(join(dataDir, 'store/state/flags'))) await writeFile(join(dataDir, 'store/state/flags', name), 'torn');
  await run(['kill', '--yes']);
  expect(output()).toContain('Version 2: off for everybody, on top of version none');
  expect((await counting()).kill).toBe(true);
});

test('[FLS17] B31 people are added and taken out by e-mail, and asked to clean up', async () => {
  await run(['set', '--add-internal', 'Ana@clinic.example', '--remove-internal', 'support@clinicalops.co', '--clean-up', 'ana@clinic.example=archived', '--why', 'x', '--yes']);
  const { of } = service.personHmac;
  expect((await counting()).internalUsers).toEqual([of('admin@clinicalops.co'), of('ana@clinic.example')]);
  expect((await service.flags.current()).document.cleanupRequests).toMatchObject([{ user: of('ana@clinic.example'), what: 'archived' }]);
  expect(output()).toContain('+ internal user Ana@clinic.example');
  lines = [];
  await run(['get']);
  expect(output()).toMatch(/Internal users {4}unknown [0-9a-f]{8}…, ana@clinic\.example/);
  await expect(run(['set', '--remove-internal', 'support@clinicalops.co', '--why', 'x', '--yes'])).rejects.toThrow('not among the internal users');
});

test('[FLS17] B31 nobody is named under no key, or under another one than the service’s', async () => {
  const add = ['set', '--add-internal', 'ben@clinic.example', '--why', 'x', '--yes'];
  await service.flagAdmin.kill({ by: { ownerId: null, email: null }, why: '' });
  await expect(run(add, { env: { FLAGS_HMAC_KEY: 'ab'.repeat(32) } })).rejects.toThrow('not the one that the flags were written with');
  await rm(join(dataDir, 'flags-hmac.key'));
  await expect(run(add)).rejects.toThrow('Set FLAGS_HMAC_KEY');
  await run(['set', 'percent=50', '--why', 'x', '--yes']);
  expect(output()).toContain('Who is an internal user is not known here');
  expect((await counting()).percent).toBe(50);
});

test('[FLS15] R33 preview counts, looks somebody up and writes nothing', async () => {
  await run(['preview', 'percent=0', '--email', 'ana@clinic.example']);
  expect(output()).toMatch(/now {4}1 on, 0 off \(percentage 1 on, 0 off\)\n {2}then {3}0 on, 1 off/);
  expect(output()).toContain('That person has signed in before; bucket');
  expect((await counting()).percent).toBe(100);
});

test('[FLS15] R33 a document is fetched, edited in a file and written, unless another one counts by then', async () => {
  await run(['get', '--json']);
  const document = JSON.parse(output()) as { settings?: unknown };
  const file = join(root, 'flags.json');
  await writeFile(file, JSON.stringify({ ...document, settings: { pollSeconds: 20 }, notice: null }));
  await run(['set', '--file', file, '--why', 'x', '--yes']);
  expect((await service.flags.ask()).counts?.document).toMatchObject({ version: 2, settings: { pollSeconds: 20 }, notice: null });
  await expect(run(['set', '--file', file, '--why', 'x', '--yes'])).rejects.toThrow('an edit of version 1, and version 2 counts');
});

test.each([
  [['set', 'percent=200', '--why', 'x', '--yes'], 'Refused: not valid: flags.enableOfflineRecording.percent'],
  [['set', 'notice.text.en=call ana@clinic.example', '--why', 'x', '--yes'], 'Refused: '],
  [['set', 'percent', '--why', 'x', '--yes'], 'NAME=VALUE'],
  [['set', '--phase', 'seven', '--why', 'x', '--yes'], 'There is no phase seven. There are: off, internal, 10, 50, 100'],
  [['set', '--clean-up', 'ana@clinic.example=everything', '--why', 'x'], '--clean-up'],
  [['get', '7'], 'There is no version 7'],
  [['return', '7', '--why', 'x', '--yes'], 'There is no version 7'],
  [['get', '--yes'], '--yes is not for get'],
  [['get', '--loud'], 'npm run flags -- get'],
  [[], 'npm run flags -- get'],
])('[FLS15] %j is refused in plain words, and nothing is written', async (args, message) => {
  await expect(run(args)).rejects.toThrow(message);
  expect((await service.flags.ask()).counts?.version).toBe(1);
});

test('[FLS18] the tool makes no store, no flags and no key, and leaves alone what a service is just writing', async () => {
  await expect(run(['kill', '--yes'], { dataDir: join(root, 'typo') })).rejects.toThrow('There is no store in');
  await mkdir(join(root, 'fresh', 'store'), { recursive: true });
  await expect(run(['kill', '--yes'], { dataDir: join(root, 'fresh') })).rejects.toThrow('There are no flags in this store yet');
  expect(await readdir(join(root, 'fresh'))).toEqual(['store']);
  const underWay = join(dataDir, 'store/.incoming/half');
  await writeFile(underWay, 'half');
  await run(['kill', '--yes']);
  expect((await stat(underWay)).size).toBe(4);
});

test('[FLS15] R30 get --url shows what a service answers to everybody', async () => {
  const { body } = await service.flags.current();
  const server = createServer((request, response) => response.end(request.url === '/flags.json' ? body : '')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await run(['get', '--url', url], { dataDir: '/nowhere' });
  expect(output()).toContain('Offline recorder  everybody (phase 100)');
});
