import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKmsKeyRing } from '../../api/adapters/aws/kmskeyring.ts';
import { createKeyRing } from '../../api/adapters/local/keyring.ts';
import { startFakeKms } from '../build/fakekms.ts';
import { createMemoryKeyRing } from '../build/keyring.ts';
import { privatePem, publicPem } from '../build/rsapairs.ts';
import { keyRingContract } from './keyring.ts';

keyRingContract('in memory, for tests', async (pairs) => ({ ring: createMemoryKeyRing(pairs), close: async () => undefined }));

keyRingContract('files', async ({ seal, breakGlass }) => {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-ring-'));
  const dir = join(root, 'keys');
  await mkdir(dir);
  for (const pair of seal) await writeFile(join(dir, `${pair.kid}.pem`), privatePem(pair));
  for (const pair of breakGlass) await writeFile(join(dir, `${pair.kid}.break-glass.pem`), publicPem(pair));
  const made = (atMs: number) => (pair: { kid: string }, i: number) => ({ kid: pair.kid, madeAtMs: atMs - i });
  const keys = [
    ...seal.map(made(2000)).map((key) => ({ ...key, use: 'seal' })),
    ...breakGlass.map(made(1000)).map((key) => ({ ...key, use: 'break_glass' })),
  ];
  await writeFile(join(dir, 'keys.json'), JSON.stringify({ version: 1, keys }));
  return { ring: await createKeyRing({ dir }), close: () => rm(root, { recursive: true }) };
});

keyRingContract('AWS KMS', async ({ seal, breakGlass }) => {
  const keys = seal.map((pair) => ({ id: randomUUID(), pair }));
  const { endpoint, region, credentials, close } = await startFakeKms(keys, { sessionToken: 'a/session+token==' });
  const ring = createKmsKeyRing({
    region,
    endpoint,
    credentials: async () => credentials,
    keyIds: keys.map(({ id }) => id),
    breakGlass: breakGlass.map(publicPem),
  });
  return { ring, close };
});
