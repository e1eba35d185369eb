import { cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createKeyRing } from './adapters/local/keyring.ts';
import { flagTool } from './flagtool.ts';
import { startServer } from './node.ts';

// The service in one process: with which flags it begins, and that a tool beside it is heard.

let root: string;
// Made once: an RSA key takes up to a second.
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-nodeflags-'));
  await mkdir(join(root, 'public'));
  await createKeyRing({ dir: join(root, 'keys') });
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

async function start(name: string, env: Record<string, string> = {}) {
  const dataDir = join(root, name);
  await cp(join(root, 'keys'), join(dataDir, 'keys'), { recursive: true });
  const server = await startServer({ port: 0, host: '127.0.0.1', dataDir, publicDir: join(root, 'public'), log: () => {}, graceMs: 100, env });
  onTestFinished(() => server.close());
  const flag = async (): Promise<unknown> => ((await (await fetch(`${server.url}/flags.json`)).json()) as { flags: { enableOfflineRecording: unknown } }).flags.enableOfflineRecording;
  return { dataDir, flag };
}

const OIDC = { OIDC_ISSUER: 'https://issuer.example.org', OIDC_CLIENT_ID: 'holdfast', OIDC_CLIENT_SECRET: 'a-secret-of-the-clinic' };

test('[FLS13] R30 a newcomer’s service begins with everybody, one with a real issuer with nobody, and FLAGS_SEED decides otherwise', async () => {
  expect(await (await start('demo')).flag()).toMatchObject({ percent: 100, default: true, internalUsers: [expect.any(String), expect.any(String)] });
  expect(await (await start('real', OIDC)).flag()).toMatchObject({ percent: 0, default: false, internalUsers: [] });
  expect(await (await start('real-demo', { ...OIDC, FLAGS_SEED: 'demo' })).flag()).toMatchObject({ percent: 100 });
  await expect(start('wrong', { FLAGS_SEED: 'on' })).rejects.toThrow('FLAGS_SEED must be');
});

test('[FLS14] B31 the key of the HMACs lies in the data directory for its owner only, unless the environment has it', async () => {
  const { dataDir } = await start('key');
  expect((await stat(join(dataDir, 'flags-hmac.key'))).mode & 0o777).toBe(0o600);
  const { dataDir: other } = await start('other', { FLAGS_HMAC_KEY: '0f'.repeat(32) });
  await expect(stat(join(other, 'flags-hmac.key'))).rejects.toThrow('ENOENT');
});

test('[FLS16] R31 a kill by the tool beside a running service counts within 2 seconds', async () => {
  const { dataDir, flag } = await start('beside');
  expect(await flag()).toMatchObject({ kill: false });
  await flagTool({ args: ['kill', '--yes'], dataDir, env: {}, user: 'test', print: () => {} });
  await expect.poll(flag, { timeout: 5000 }).toMatchObject({ kill: true, percent: 100 });
});
