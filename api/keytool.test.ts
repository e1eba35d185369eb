import { createPrivateKey, createPublicKey } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { startFakeKms } from '../test/build/fakekms.ts';
import { makeRsaPairs, privatePem, publicPem, type RsaPair } from '../test/build/rsapairs.ts';
import { wrap } from '../test/contracts/keyring.ts';
import { createKeyRing } from './adapters/local/keyring.ts';
import { createKeyRingOfPem } from './adapters/local/keyringofpem.ts';
import { keyTool, type KeyToolOptions } from './keytool.ts';

// Making a key of 3072 bits takes as long as it takes.
vi.setConfig({ testTimeout: 60_000 });

const PASSPHRASE = 'horse battery staple correct five';

let pairs: [RsaPair, RsaPair];
let root: string;
let dataDir: string;
let lines: string[];
beforeAll(async () => {
  pairs = (await makeRsaPairs(2)) as typeof pairs;
}, 60_000);
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-keytool-'));
  dataDir = join(root, 'data');
  await mkdir(join(dataDir, 'keys'), { recursive: true });
  await writeFile(join(dataDir, 'keys', `${pairs[0].kid}.pem`), privatePem(pairs[0]));
  await createKeyRing({ dir: join(dataDir, 'keys') });
  lines = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

function run(args: string, change: Partial<KeyToolOptions> = {}): Promise<void> {
  return keyTool({ args: args.split(' '), dataDir, env: { HOLDFAST_KEY_PASSPHRASE: PASSPHRASE }, print: (line) => void lines.push(line), ...change });
}

const publicKeys = async () => (await createKeyRing({ dir: join(dataDir, 'keys') })).publicKeys();
const KMS = { KMS_KEY_IDS: '11111111-1111-1111-1111-111111111111', AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'KMSKEY', AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-clinic' };

test('[KEY17] rotate makes a new key that comes first, and says to back it up', async () => {
  await run('rotate');
  const [first, second] = await publicKeys();
  expect(second!.kid).toBe(pairs[0].kid);
  expect(lines.join('\n')).toContain(`Made key ${first!.kid}`);
  expect(lines.join('\n')).toContain('Back up');
});

test('[KEY17] list tells the keys in their order, what is missing, and that there is no break-glass key', async () => {
  await run('rotate');
  const [newest] = await publicKeys();
  lines = [];
  await run('list');
  expect(lines[0]).toMatch(new RegExp(`^${newest!.kid}  seal, newest  \\d{4}-.*Z  ${newest!.kid}\\.pem$`));
  expect(lines[1]).toMatch(new RegExp(`^${pairs[0].kid}  seal  `));
  expect(lines[2]).toContain('There is no break-glass key');
  await rm(join(dataDir, 'keys', `${newest!.kid}.pem`));
  lines = [];
  await run('list');
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${newest!.kid}  MISSING`)));
});

test('[KEY17] a folder without keys is taken for a mistyped one, and nothing is made there', async () => {
  for (const args of ['list', 'rotate', `break-glass --out ${root}/b.pem`, 'install x.pem']) {
    await expect(run(args, { dataDir: join(root, 'elsewhere') })).rejects.toThrow('Is DATA_DIR right?');
  }
  expect(await readdir(root)).toEqual(['data']);
});

test('[KEY17] what the tool does not understand is answered with how to use it, and changes nothing', async () => {
  const before = await readdir(join(dataDir, 'keys'));
  for (const args of ['', 'rotat', 'rotate --force', 'rotate all of it', 'break-glass', 'install', 'forget']) await expect(run(args)).rejects.toThrow('npm run keys --');
  expect(await readdir(join(dataDir, 'keys'))).toEqual(before);
});

test('[KEY18] break-glass writes the private half to FILE alone, encrypted and for its owner only, and the public half among the keys', async () => {
  const out = join(root, 'break-glass.pem');
  await run(`break-glass --out ${out}`);
  const [, emergency] = await publicKeys();
  expect(emergency).toMatchObject({ use: 'break_glass' });
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  const pem = await readFile(out, 'utf8');
  expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  const aes = new Uint8Array(32).fill(7);
  const ring = await createKeyRingOfPem({ path: out, passphrase: PASSPHRASE });
  const publicKey = createPublicKey(await readFile(join(dataDir, 'keys', `${emergency!.kid}.break-glass.pem`)));
  expect(await ring.unwrap(emergency!.kid, wrap({ publicKey }, aes))).toEqual(aes);
  await expect(createKeyRingOfPem({ path: out })).rejects.toThrow('the key is encrypted, and no passphrase was given');
  await expect(createKeyRingOfPem({ path: out, passphrase: 'another' })).rejects.toThrow('the passphrase does not open the key');
  for (const name of await readdir(join(dataDir, 'keys'))) {
    const text = await readFile(join(dataDir, 'keys', name), 'utf8');
    if (name !== `${pairs[0].kid}.pem`) expect(text).not.toContain('PRIVATE');
  }
});

test('[KEY18] no private key and no passphrase is ever printed', async () => {
  const out = join(root, 'break-glass.pem');
  await run(`break-glass --out ${out} --unencrypted`);
  await run('rotate');
  await run('list');
  const told = lines.join('\n');
  expect(told).not.toContain('PRIVATE');
  expect(told).not.toContain(PASSPHRASE);
  const secrets = [await readFile(out, 'utf8'), ...(await Promise.all((await publicKeys()).slice(0, 2).map(({ kid }) => readFile(join(dataDir, 'keys', `${kid}.pem`), 'utf8'))))];
  for (const pem of secrets) for (const line of pem.split('\n').slice(1, -2)) expect(told).not.toContain(line);
  expect(createPrivateKey(secrets[0]!).asymmetricKeyType).toBe('rsa');
});

test('[KEY18] break-glass writes over nothing, not into the data directory, and not without a passphrase worth its name', async () => {
  const out = join(root, 'break-glass.pem');
  await writeFile(out, 'the only key');
  await expect(run(`break-glass --out ${out}`)).rejects.toThrow(`${out} is there already`);
  expect(await readFile(out, 'utf8')).toBe('the only key');
  await expect(run(`break-glass --out ${dataDir}/b.pem`)).rejects.toThrow('inside of the data directory');
  await expect(run(`break-glass --out ${root}/b.pem`, { env: {} })).rejects.toThrow('A passphrase is needed');
  await expect(run(`break-glass --out ${root}/b.pem`, { env: { HOLDFAST_KEY_PASSPHRASE: 'too short' } })).rejects.toThrow('fewer than 16 characters');
  expect(await publicKeys()).toHaveLength(1);
  await run(`break-glass --out ${root}/b.pem`, { env: {}, ask: async () => PASSPHRASE });
  expect(await publicKeys()).toHaveLength(2);
});

test('[KEY18] a pair made on another machine is installed by its public half; its private half is refused', async () => {
  await run(`break-glass --out ${root}/b.pem --public ${root}/b.public.pem`, { dataDir: join(root, 'no data here') });
  expect(await publicKeys()).toHaveLength(1);
  await run(`install ${root}/b.public.pem`);
  expect((await publicKeys()).map(({ use }) => use)).toEqual(['seal', 'break_glass']);
  await writeFile(join(root, 'mixed-up.pem'), privatePem(pairs[1]));
  await expect(run(`install ${root}/mixed-up.pem`)).rejects.toThrow('it is a private key');
  expect(await publicKeys()).toHaveLength(2);
});

test('[KEY19] forget takes a break-glass key out, accepts a key that is lost, and refuses one that is there', async () => {
  await writeFile(join(root, 'public.pem'), publicPem(pairs[1]));
  await run(`install ${root}/public.pem`);
  await run(`forget ${pairs[1].kid}`);
  expect(await readdir(join(dataDir, 'keys'))).toEqual([`${pairs[0].kid}.pem`, 'keys.json']);
  await expect(run(`forget ${pairs[0].kid}`)).rejects.toThrow('recordings that are sealed to it need it');
  await expect(run('forget 0123456789abcdef')).rejects.toThrow('there is no key 0123456789abcdef');

  await run('rotate');
  const [newest] = await publicKeys();
  await rm(join(dataDir, 'keys', `${pairs[0].kid}.pem`));
  await expect(publicKeys()).rejects.toThrow('keys are missing');
  await run(`forget ${pairs[0].kid}`);
  expect((await publicKeys()).map(({ kid }) => kid)).toEqual([newest!.kid]);
});

test('[KEY19] when all keys are lost and accepted as lost, the next start makes a new one', async () => {
  await rm(join(dataDir, 'keys', `${pairs[0].kid}.pem`));
  await expect(publicKeys()).rejects.toThrow('keys are missing');
  await run(`forget ${pairs[0].kid}`);
  const [fresh] = await publicKeys();
  expect(fresh!.kid).not.toBe(pairs[0].kid);
});

test('[KEY17] with keys in KMS the tool lists those and says what is to be done there instead', async () => {
  const kms = await startFakeKms([{ id: KMS.KMS_KEY_IDS, pair: pairs[1] }]);
  onTestFinished(() => kms.close());
  const env = { ...KMS, KMS_ENDPOINT: kms.endpoint, HOLDFAST_KEY_PASSPHRASE: PASSPHRASE };
  await run('list', { env });
  expect(lines).toEqual([`${pairs[1].kid}  seal, newest`, expect.stringContaining('no break-glass key')]);
  for (const args of ['rotate', 'install x.pem', `forget ${pairs[1].kid}`]) await expect(run(args, { env })).rejects.toThrow('The keys are in KMS');
  const before = join(root, 'before');
  await cp(join(dataDir, 'keys'), before, { recursive: true });
  await run(`break-glass --out ${root}/b.pem`, { env });
  expect(await readFile(join(root, 'b.pem.public.pem'), 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  expect(await readdir(join(dataDir, 'keys'))).toEqual(await readdir(before));
});
