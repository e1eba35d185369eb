import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startFakeKms } from '../test/build/fakekms.ts';
import { makeRsaPairs, privatePem, publicPem, type RsaPair } from '../test/build/rsapairs.ts';
import { keyTool } from './keytool.ts';
import { organisationKeys } from './organisationkeys.ts';

const ID = '11111111-1111-1111-1111-111111111111';
const ENV = { KMS_KEY_IDS: ID, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'KMSKEY', AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-clinic' };

let pairs: [RsaPair, RsaPair];
let dataDir: string;
beforeAll(async () => {
  pairs = (await makeRsaPairs(2)) as typeof pairs;
}, 60_000);
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'holdfast-organisation-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

test('[KEY23] without KMS in the environment the keys are those in the data directory', async () => {
  await mkdir(join(dataDir, 'keys'));
  await writeFile(join(dataDir, 'keys', `${pairs[0].kid}.pem`), privatePem(pairs[0]));
  const ring = await organisationKeys({ dataDir, env: {} });
  expect((await ring.publicKeys()).map(({ kid }) => kid)).toEqual([pairs[0].kid]);
});

test('[KEY23] with KMS in the environment the keys are there, break-glass keys with them, and no key is made here', async () => {
  const kms = await startFakeKms([{ id: ID, pair: pairs[0] }]);
  onTestFinished(() => kms.close());
  const ring = await organisationKeys({ dataDir, env: { ...ENV, KMS_ENDPOINT: kms.endpoint, BREAK_GLASS_KEYS: publicPem(pairs[1]) } });
  expect((await ring.publicKeys()).map(({ kid, use }) => [kid, use])).toEqual([[pairs[0].kid, 'seal'], [pairs[1].kid, 'break_glass']]);
  expect(await readdir(dataDir)).toEqual([]);
});

test('[KEY21] KMS that is out of reach at the start stops nothing, is told to the log, and is asked again', async () => {
  const kms = await startFakeKms([{ id: ID, pair: pairs[0] }]);
  onTestFinished(() => kms.close());
  kms.fault = () => Response.json({ __type: 'ThrottlingException' }, { status: 400 });
  const lines: unknown[] = [];
  const ring = await organisationKeys({ dataDir, env: { ...ENV, KMS_ENDPOINT: kms.endpoint }, log: (...line) => void lines.push(line) });
  expect(lines).toEqual([['error', 'keys_unavailable', { cause: 'KMS GetPublicKey: answered 400 ThrottlingException' }]]);
  kms.fault = undefined;
  expect(await ring.publicKeys()).toHaveLength(1);
});

test('[KEY28] where recordings were received and all keys are gone no new one is made, until somebody asks for it', async () => {
  await mkdir(join(dataDir, 'store/ingest/owner/recording'), { recursive: true });
  await expect(organisationKeys({ dataDir, env: {} })).rejects.toThrow('there are recordings');
  await mkdir(join(dataDir, 'keys'));
  await writeFile(join(dataDir, 'keys', `${pairs[1].kid}.break-glass.pem`), publicPem(pairs[1]));
  await expect(organisationKeys({ dataDir, env: {} })).rejects.toThrow('npm run keys -- rotate --first');
  await keyTool({ args: ['rotate', '--first'], dataDir, env: {}, print: () => undefined });
  expect(await (await organisationKeys({ dataDir, env: {} })).publicKeys()).toHaveLength(2);
}, 60_000);

test('[KEY28] where nothing was received the first key is made', async () => {
  await mkdir(join(dataDir, 'store/ingest'), { recursive: true });
  expect(await (await organisationKeys({ dataDir, env: {} })).publicKeys()).toHaveLength(1);
}, 60_000);
