import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startFakeKms, type FakeKms, type FakeKmsKey } from '../../../test/build/fakekms.ts';
import { makeRsaPairs, publicPem, type RsaPair } from '../../../test/build/rsapairs.ts';
import { wrap } from '../../../test/contracts/keyring.ts';
import { KeyRingError } from '../../keyringerror.ts';
import type { KeyRing } from '../../ports.ts';
import { createKmsKeyRing, type KmsKeyRingOptions } from './kmskeyring.ts';

const NEW = '11111111-1111-1111-1111-111111111111';
const OLD = '22222222-2222-2222-2222-222222222222';

let pairs: [RsaPair, RsaPair, RsaPair];
beforeAll(async () => {
  pairs = (await makeRsaPairs(3)) as typeof pairs;
}, 60_000);

async function setUp(change: Partial<KmsKeyRingOptions> = {}, keys?: FakeKmsKey[]): Promise<{ kms: FakeKms; ring: KeyRing; lines: unknown[] }> {
  const kms = await startFakeKms(keys ?? [{ id: NEW, pair: pairs[0] }, { id: OLD, pair: pairs[1] }]);
  onTestFinished(() => kms.close());
  const lines: unknown[] = [];
  const { region, endpoint } = kms;
  const log: KmsKeyRingOptions['log'] = (...line) => void lines.push(line);
  return { kms, lines, ring: createKmsKeyRing({ region, endpoint, credentials: async () => kms.credentials, keyIds: [NEW, OLD], log, ...change }) };
}

const wrapped = (pair: RsaPair) => wrap(pair, randomBytes(32));

/** What a ring answers in trouble: the code of its KeyRingError. */
async function codeOf(asked: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await asked.then(
    (value) => expect.unreachable(`answered ${String(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KeyRingError);
  return (error as KeyRingError).code;
}

test('[KEY20] the ring asks KMS once for each public key, however many ask at once, and not at all for a break-glass key', async () => {
  const { kms, ring } = await setUp({ breakGlass: [publicPem(pairs[2])] });
  expect(await ring.unwrap(pairs[2].kid, wrapped(pairs[2]))).toBeUndefined();
  expect(kms.asked).toEqual([]);
  await Promise.all([ring.publicKeys(), ring.publicKeys(), ring.unwrap(pairs[1].kid, wrapped(pairs[1]))]);
  await ring.publicKeys();
  expect(kms.asked.sort()).toEqual(['Decrypt', 'GetPublicKey', 'GetPublicKey']);
});

test('[KEY20] every request is signed by the credentials of the moment, and a wrong secret is no verdict', async () => {
  const { kms, ring } = await setUp();
  kms.credentials = { accessKeyId: 'KMSKEY', secretAccessKey: 'changed', sessionToken: 'temporary' };
  expect(await ring.unwrap(pairs[0].kid, wrapped(pairs[0]))).toHaveLength(32);
  const stale = createKmsKeyRing({ ...kms, keyIds: [NEW], credentials: async () => ({ ...kms.credentials, secretAccessKey: 'old' }) });
  expect(await codeOf(stale.unwrap(pairs[0].kid, wrapped(pairs[0])))).toBe('InvalidSignatureException');
  const without = createKmsKeyRing({ ...kms, keyIds: [NEW], credentials: () => Promise.reject(new Error('no role')) });
  expect(await codeOf(without.publicKeys())).toBeUndefined();
  const late = createKmsKeyRing({ ...kms, credentials: async () => kms.credentials, keyIds: [NEW], clock: () => Date.now() - 3_600_000 });
  expect(await codeOf(late.publicKeys())).toBe('InvalidSignatureException');
});

test.each<[string, Partial<FakeKmsKey>, string]>([
  ['RSA_2048', { spec: 'RSA_2048' }, 'is RSA_2048 for ENCRYPT_DECRYPT'],
  ['a key for signatures', { usage: 'SIGN_VERIFY' }, 'is RSA_3072 for SIGN_VERIFY'],
  ['another kind of key', { spec: 'SM2' }, 'is SM2'],
])('[KEY20] a key in KMS that is not for this is refused by name: %s', async (_what, change, message) => {
  const { ring } = await setUp({}, [{ id: NEW, pair: pairs[0], ...change }]);
  await expect(ring.publicKeys()).rejects.toThrow(`KMS key ${NEW} ${message}`);
  await expect(ring.unwrap(pairs[0].kid, wrapped(pairs[0]))).rejects.toThrow(KeyRingError);
});

test('[KEY20] a key that claims 3072 bits and has 2048 is refused', async () => {
  const [small] = await makeRsaPairs(1, 2048);
  const { ring } = await setUp({}, [{ id: NEW, pair: small!, spec: 'RSA_3072' }]);
  await expect(ring.publicKeys()).rejects.toThrow(`KMS key ${NEW} has no usable public half`);
});

const trouble: [string, () => Response, string | undefined][] = [
  ...(
    [
      ['ThrottlingException', 400],
      ['AccessDeniedException', 400],
      ['DisabledException', 400],
      ['KMSInvalidStateException', 400],
      ['NotFoundException', 400],
      ['InvalidKeyUsageException', 400],
      ['ExpiredTokenException', 400],
      ['ValidationException', 400],
      ['DependencyTimeoutException', 503],
      ['KeyUnavailableException', 500],
      ['KMSInternalException', 500],
      ['com.amazonaws.kms#LimitExceededException:http://internal.example/', 400],
    ] as const
  ).map(([type, status]): [string, () => Response, string] => [
    type,
    () => Response.json({ __type: type, message: 'refused' }, { status }),
    type.replace(/^.*#|:.*$/g, ''),
  ]),
  ['a page of a proxy', () => new Response('<html>InvalidCiphertextException</html>', { status: 400 }), undefined],
  ['a portal', () => new Response('<html>', { status: 200 }), undefined],
  ['another answer', () => Response.json({ KeyId: NEW }), undefined],
  ['bytes that are none', () => Response.json({ Plaintext: 'a' }), undefined],
  ['a redirect', () => new Response(null, { status: 302, headers: { Location: '/elsewhere' } }), undefined],
  ['no JSON', () => new Response(null, { status: 503 }), undefined],
];
test.each(trouble)('[KEY21] trouble with KMS is no verdict about what is wrapped: %s', async (_what, fault, code) => {
  const { kms, ring } = await setUp();
  await ring.publicKeys();
  kms.fault = fault;
  expect(await codeOf(ring.unwrap(pairs[0].kid, wrapped(pairs[0])))).toBe(code);
  kms.fault = undefined;
  expect(await ring.unwrap(pairs[0].kid, wrapped(pairs[0]))).toHaveLength(32);
});

test('[KEY21] that the wrapped bytes are bad is the one verdict, however KMS writes its name', async () => {
  const { kms, ring } = await setUp();
  for (const type of ['InvalidCiphertextException', 'com.amazonaws.kms#InvalidCiphertextException', 'IncorrectKeyException']) {
    kms.fault = (operation) => (operation === 'Decrypt' ? Response.json({ __type: type }, { status: 400 }) : undefined);
    expect(await ring.unwrap(pairs[0].kid, wrapped(pairs[0]))).toBeUndefined();
  }
});

test('[KEY21] KMS that is not there, or does not answer in time, is no verdict', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => void server.close());
  const { kms, ring: silent } = await setUp({ endpoint: `http://127.0.0.1:${port}`, timeoutMs: 100 });
  expect(await codeOf(silent.unwrap(pairs[0].kid, wrapped(pairs[0])))).toBeUndefined();
  await kms.close();
  const gone = createKmsKeyRing({ ...kms, credentials: async () => kms.credentials, keyIds: [NEW] });
  expect(await codeOf(gone.unwrap(pairs[0].kid, wrapped(pairs[0])))).toBeUndefined();
  expect(await codeOf(gone.publicKeys())).toBeUndefined();
});

test('[KEY22] while the newest key cannot be fetched none is offered; an older one that cannot be is left out and told to the log', async () => {
  const { kms, ring, lines } = await setUp();
  kms.keys[0]!.state = 'Disabled';
  expect(await codeOf(ring.publicKeys())).toBe('DisabledException');
  kms.keys[0]!.state = 'Enabled';
  kms.keys[1]!.state = 'PendingDeletion';
  const late = createKmsKeyRing({ ...kms, credentials: async () => kms.credentials, keyIds: [NEW, OLD], log: (...line) => void lines.push(line) });
  expect((await late.publicKeys()).map(({ kid }) => kid)).toEqual([pairs[0].kid]);
  expect(lines).toEqual([['warn', 'kms_key_unavailable', { keyId: OLD, code: 'KMSInvalidStateException' }]]);
  kms.keys[1]!.state = 'Enabled';
  expect((await late.publicKeys()).map(({ kid }) => kid)).toEqual([pairs[0].kid, pairs[1].kid]);
});

test('[KEY22] a kid that may be of a key that could not be fetched is not called unknown', async () => {
  const { kms, ring } = await setUp();
  kms.keys[1]!.state = 'Disabled';
  expect(await ring.unwrap(pairs[0].kid, wrapped(pairs[0]))).toHaveLength(32);
  expect(await codeOf(ring.unwrap(pairs[1].kid, wrapped(pairs[1])))).toBe('DisabledException');
  expect(await codeOf(ring.unwrap('0123456789abcdef', wrapped(pairs[1])))).toBe('DisabledException');
  kms.keys[1]!.state = 'Enabled';
  expect(await ring.unwrap(pairs[1].kid, wrapped(pairs[1]))).toHaveLength(32);
  expect(await ring.unwrap('0123456789abcdef', wrapped(pairs[1]))).toBeUndefined();
});

test('[KEY11] a key that is put before the others in KMS is sealed to, and what was sealed to the former still opens', async () => {
  const { kms, ring: before } = await setUp({ keyIds: [OLD] });
  expect((await before.publicKeys()).map(({ kid }) => kid)).toEqual([pairs[1].kid]);
  const offline = wrapped(pairs[1]);
  const after = createKmsKeyRing({ ...kms, credentials: async () => kms.credentials, keyIds: [NEW, OLD] });
  expect((await after.publicKeys()).map(({ kid }) => kid)).toEqual([pairs[0].kid, pairs[1].kid]);
  expect(await after.unwrap(pairs[1].kid, offline)).toHaveLength(32);
});
