import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { makeRsaPairs, privatePem, publicPem, type RsaPair } from '../../../test/build/rsapairs.ts';
import { wrap } from '../../../test/contracts/keyring.ts';
import { KeyRingError } from '../../keyringerror.ts';
import type { KeyRing } from '../../ports.ts';
import { createKeyRing } from './keyring.ts';
import { addBreakGlassKey, makeSealKey } from './keyringfolder.ts';

// Making a key of 3072 bits takes as long as it takes.
vi.setConfig({ testTimeout: 60_000 });

let pairs: [RsaPair, RsaPair, RsaPair, RsaPair];
let dir: string;
let nowMs: number;
const clock = () => nowMs;
beforeAll(async () => {
  pairs = (await makeRsaPairs(4)) as typeof pairs;
}, 60_000);
beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  dir = join(await mkdtemp(join(tmpdir(), 'holdfast-keys-')), 'keys');
  await mkdir(dir);
});
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

/** Puts a private key into the folder, as of `atMs`, and says so in no list. */
async function put(pair: RsaPair, atMs = nowMs): Promise<void> {
  await writeFile(join(dir, `${pair.kid}.pem`), privatePem(pair));
  await utimes(join(dir, `${pair.kid}.pem`), new Date(atMs), new Date(atMs));
}

async function list(...keys: { kid: string; use?: string }[]): Promise<void> {
  const listed = keys.map(({ kid, use = 'seal' }) => ({ kid, use, madeAtMs: nowMs }));
  await writeFile(join(dir, 'keys.json'), JSON.stringify({ version: 1, keys: listed }));
}

async function kids(ring: KeyRing): Promise<string[]> {
  return (await ring.publicKeys()).map(({ kid }) => kid);
}

async function opens(ring: KeyRing, pair: Pick<RsaPair, 'kid' | 'publicKey'>): Promise<boolean> {
  const aes = new Uint8Array(randomBytes(32));
  const raw = await ring.unwrap(pair.kid, wrap(pair, aes));
  return raw !== undefined && Buffer.from(raw).equals(aes);
}

/** A rotation by somebody else, as the tool does it: the new pair, by its kid. */
async function rotate(): Promise<Pick<RsaPair, 'kid' | 'publicKey'>> {
  const kid = await makeSealKey(dir, clock);
  return { kid, publicKey: createPublicKey(await readFile(join(dir, `${kid}.pem`))) };
}

test('[KEY1] the first start makes an RSA key of 3072 bits named by the hash of its public half, for its owner only', async () => {
  await rm(dir, { recursive: true });
  const [key, ...others] = await (await createKeyRing({ dir })).publicKeys();
  expect(others).toEqual([]);
  const spki = Buffer.from(key!.spki, 'base64');
  expect(createPublicKey({ key: spki, format: 'der', type: 'spki' }).asymmetricKeyDetails?.modulusLength).toBe(3072);
  expect(key!.kid).toBe(createHash('sha256').update(spki).digest('hex').slice(0, 16));
  expect(await readdir(dir)).toEqual([`${key!.kid}.pem`, 'keys.json']);
  expect((await stat(join(dir, `${key!.kid}.pem`))).mode & 0o777).toBe(0o600);
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  expect(await kids(await createKeyRing({ dir }))).toEqual([key!.kid]);
});

test('[KEY1] a start closes the keys and their folder to other users', async () => {
  await put(pairs[0]);
  await chmod(join(dir, `${pairs[0].kid}.pem`), 0o644);
  await chmod(dir, 0o755);
  await createKeyRing({ dir });
  expect((await stat(join(dir, `${pairs[0].kid}.pem`))).mode & 0o777).toBe(0o600);
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
});

test('[KEY2] a folder without a list, as older builds left it, is ordered by the times of its files, once', async () => {
  await put(pairs[0], nowMs - 1000);
  await put(pairs[1], nowMs);
  await put(pairs[2], nowMs - 2000);
  const order = [pairs[1].kid, pairs[0].kid, pairs[2].kid];
  expect(await kids(await createKeyRing({ dir }))).toEqual(order);
  await put(pairs[2], nowMs + 5000);
  expect(await kids(await createKeyRing({ dir }))).toEqual(order);
});

test('[KEY4] a file that is not the key its name says stops the start', async () => {
  const { kid } = pairs[0];
  await put(pairs[0]);
  await list(pairs[0]);
  await writeFile(join(dir, `${kid}.pem`), privatePem(pairs[1]));
  await expect(createKeyRing({ dir })).rejects.toThrow(`the key in ${kid}.pem is ${pairs[1].kid}`);
  await writeFile(join(dir, `${kid}.pem`), 'torn');
  await expect(createKeyRing({ dir })).rejects.toThrow(`${kid}.pem: it holds no private key`);
  await writeFile(join(dir, `${kid}.pem`), publicPem(pairs[0]));
  await expect(createKeyRing({ dir })).rejects.toThrow(`${kid}.pem: it holds no private key`);
});

test('[KEY4] a break-glass file with a private key, a small key or another key stops the start', async () => {
  await put(pairs[0]);
  const [small] = await makeRsaPairs(1, 2048);
  const emergency = join(dir, `${pairs[1].kid}.break-glass.pem`);
  await writeFile(emergency, privatePem(pairs[1]));
  await expect(createKeyRing({ dir })).rejects.toThrow('it is a private key, which must not lie here');
  await writeFile(emergency, publicPem(small!));
  await expect(createKeyRing({ dir })).rejects.toThrow('it has 2048 bits');
  await writeFile(emergency, publicPem(pairs[2]));
  await expect(createKeyRing({ dir })).rejects.toThrow(`is ${pairs[2].kid}`);
  await writeFile(emergency, publicPem(pairs[1]));
  expect((await (await createKeyRing({ dir })).publicKeys()).map(({ use }) => use)).toEqual(['seal', 'break_glass']);
});

test('[KEY11] after a rotation the new key comes first, and what was sealed to either opens, also after a restart', async () => {
  await put(pairs[0]);
  await createKeyRing({ dir });
  const fresh = await rotate();
  const ring = await createKeyRing({ dir });
  expect(await kids(ring)).toEqual([fresh.kid, pairs[0].kid]);
  expect([await opens(ring, fresh), await opens(ring, pairs[0])]).toEqual([true, true]);
  expect((await stat(join(dir, `${fresh.kid}.pem`))).mode & 0o777).toBe(0o600);
});

test('[KEY12] a running ring sees a rotation within 30 s, looks no more often, and goes on opening what older keys sealed', async () => {
  await put(pairs[0]);
  const ring = await createKeyRing({ dir, clock });
  const fresh = await rotate();
  await addBreakGlassKey(dir, publicPem(pairs[1]), clock);
  nowMs += 29_999;
  expect(await kids(ring)).toEqual([pairs[0].kid]);
  nowMs += 1;
  expect(await kids(ring)).toEqual([fresh.kid, pairs[0].kid, pairs[1].kid]);
  expect([await opens(ring, fresh), await opens(ring, pairs[0])]).toEqual([true, true]);
});

test('[KEY12] a clock that was set back does not keep a rotation from being seen', async () => {
  await put(pairs[0]);
  const ring = await createKeyRing({ dir, clock });
  const fresh = await rotate();
  nowMs -= 3_600_000;
  expect(await kids(ring)).toEqual([fresh.kid, pairs[0].kid]);
});

test('[KEY12] a key that a running ring does not know is looked for before it says so, once a second at most', async () => {
  await put(pairs[0]);
  const ring = await createKeyRing({ dir, clock });
  await put(pairs[1]);
  expect(await opens(ring, pairs[1])).toBe(false);
  nowMs += 1000;
  expect(await opens(ring, pairs[1])).toBe(true);
  expect(await ring.unwrap('0123456789abcdef', wrap(pairs[0], randomBytes(32)))).toBeUndefined();
});

test('[KEY13] keys keep their order in a restored backup, whatever the times of its files', async () => {
  await put(pairs[0]);
  await createKeyRing({ dir });
  const made = [(await rotate()).kid, (await rotate()).kid];
  await addBreakGlassKey(dir, publicPem(pairs[1]), clock);
  await addBreakGlassKey(dir, publicPem(pairs[2]), clock);
  const backup = join(dir, '../backup');
  await cp(dir, backup, { recursive: true });
  await rm(dir, { recursive: true });
  await mkdir(dir);
  const order = [made[1], made[0], pairs[0].kid, pairs[2].kid, pairs[1].kid];
  // Restored one by one, the newest first, so that by their times it is the oldest.
  for (const [i, kid] of order.entries()) {
    const name = `${kid}${i < 3 ? '' : '.break-glass'}.pem`;
    await cp(join(backup, name), join(dir, name));
    await utimes(join(dir, name), new Date(nowMs + i * 1000), new Date(nowMs + i * 1000));
  }
  await cp(join(backup, 'keys.json'), join(dir, 'keys.json'));
  expect(await kids(await createKeyRing({ dir }))).toEqual(order);
});

test('[KEY13] a key that no list names opens what is sealed to it, and is not the one to seal to', async () => {
  await put(pairs[0]);
  await createKeyRing({ dir });
  await put(pairs[1], nowMs + 60_000);
  const ring = await createKeyRing({ dir });
  expect(await kids(ring)).toEqual([pairs[0].kid, pairs[1].kid]);
  expect(await opens(ring, pairs[1])).toBe(true);
});

test('[KEY14] a listed key that is missing stops the start, which says which and makes no other', async () => {
  await put(pairs[0]);
  await list(pairs[1], pairs[0]);
  await expect(createKeyRing({ dir })).rejects.toThrow(`keys are missing from ${dir}: ${pairs[1].kid}.`);
  await rm(join(dir, `${pairs[0].kid}.pem`));
  await expect(createKeyRing({ dir })).rejects.toThrow(`${pairs[1].kid}, ${pairs[0].kid}.`);
  expect(await readdir(dir)).toEqual(['keys.json']);
});

test('[KEY14] a key whose file vanishes under a running ring is offered no more, still opens, and is told to the log once', async () => {
  await put(pairs[0]);
  await put(pairs[1]);
  await list(pairs[1], pairs[0]);
  const lines: unknown[] = [];
  const ring = await createKeyRing({ dir, clock, log: (level, event, fields) => void lines.push([level, event, fields]) });
  await rename(join(dir, `${pairs[1].kid}.pem`), join(dir, 'away'));
  for (let i = 0; i < 3; i++) {
    nowMs += 30_000;
    expect(await kids(ring)).toEqual([pairs[0].kid]);
  }
  expect(await opens(ring, pairs[1])).toBe(true);
  expect(lines).toEqual([['error', 'key_folder_in_disorder', { reason: expect.stringContaining(pairs[1].kid) }]]);
  await rm(join(dir, `${pairs[0].kid}.pem`));
  nowMs += 30_000;
  await expect(ring.publicKeys()).rejects.toThrow(KeyRingError);
});

test('[KEY14] what is sealed to a key that is listed and missing is not called unknown', async () => {
  await put(pairs[0]);
  const ring = await createKeyRing({ dir, clock });
  await list(pairs[1], pairs[0]);
  nowMs += 30_000;
  await expect(ring.unwrap(pairs[1].kid, wrap(pairs[1], randomBytes(32)))).rejects.toThrow(KeyRingError);
  expect(await ring.unwrap(pairs[2].kid, wrap(pairs[2], randomBytes(32)))).toBeUndefined();
});

test('[KEY15] a folder that gets out of order under a running ring changes no key, and makes no key unknown', async () => {
  await put(pairs[0]);
  const lines: string[] = [];
  const ring = await createKeyRing({ dir, clock, log: (_level, event, fields) => void lines.push(`${event} ${String(fields?.reason)}`) });
  await writeFile(join(dir, 'keys.json'), '{"version":1,"ke');
  nowMs += 30_000;
  expect(await kids(ring)).toEqual([pairs[0].kid]);
  expect(await opens(ring, pairs[0])).toBe(true);
  await expect(ring.unwrap(pairs[1].kid, wrap(pairs[1], randomBytes(32)))).rejects.toThrow(KeyRingError);
  await list(pairs[0]);
  await writeFile(join(dir, `${pairs[1].kid}.pem`), 'torn');
  nowMs += 30_000;
  expect(await kids(ring)).toEqual([pairs[0].kid]);
  await rm(join(dir, `${pairs[1].kid}.pem`));
  nowMs += 30_000;
  expect(await ring.unwrap(pairs[1].kid, wrap(pairs[1], randomBytes(32)))).toBeUndefined();
  expect(lines).toEqual(['key_folder_in_disorder keys.json is not readable', `key_folder_in_disorder ${pairs[1].kid}.pem: it holds no private key`]);
});

test('[KEY16] for a tool beside the service a ring makes no key, writes nothing, and does without what is missing', async () => {
  await expect(createKeyRing({ dir, asFound: true })).rejects.toThrow(`there is no key in ${dir}`);
  expect(await readdir(dir)).toEqual([]);
  await put(pairs[0]);
  expect(await kids(await createKeyRing({ dir, asFound: true }))).toEqual([pairs[0].kid]);
  expect(await readdir(dir)).toEqual([`${pairs[0].kid}.pem`]);
  await list(pairs[1], pairs[0]);
  const ring = await createKeyRing({ dir, asFound: true });
  expect(await opens(ring, pairs[0])).toBe(true);
  await expect(ring.unwrap(pairs[1].kid, wrap(pairs[1], randomBytes(32)))).rejects.toThrow('keys are missing');
});
