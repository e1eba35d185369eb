import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createComposeBench, OWNER_ID } from '../../test/build/composebench.ts';
import { startFakeKms, type FakeKms } from '../../test/build/fakekms.ts';
import { createTestKeyRing, type TestKeyRing } from '../../test/build/keyring.ts';
import { mediaFixture } from '../../test/build/mediafixture.ts';
import { makeRsaPairs, type RsaPair } from '../../test/build/rsapairs.ts';
import { createKmsKeyRing } from '../adapters/aws/kmskeyring.ts';
import { KeyRingError } from '../keyringerror.ts';
import { composeRecording } from './compose.ts';
import { createComposeQueue } from './queue.ts';

const ID = '11111111-1111-1111-1111-111111111111';
const takes = [mediaFixture('chromium-opus.webm')];

let pair: RsaPair;
let stranger: TestKeyRing;
beforeAll(async () => {
  pair = (await makeRsaPairs(1))[0]!;
  stranger = await createTestKeyRing();
}, 60_000);

/** Compose with the organisation's key in KMS. */
async function setUp() {
  const kms: FakeKms = await startFakeKms([{ id: ID, pair }]);
  onTestFinished(() => kms.close());
  const { region, endpoint, credentials } = kms;
  const keys = createKmsKeyRing({ region, endpoint, credentials: async () => credentials, keyIds: [ID] });
  const publicKey = await crypto.subtle.importKey('spki', Buffer.from(pair.spki, 'base64'), { name: 'RSA-OAEP', hash: 'SHA-256' }, true, ['encrypt']);
  const own = { kid: pair.kid, publicKey };
  return { kms, keys, own, bench: await createComposeBench({ ...own, keys }) };
}

test('[KEY24] while KMS is out of reach nothing is decided; once it answers, what waited is archived by itself', async () => {
  const { kms, bench } = await setUp();
  const { manifest } = await bench.receive({ takes });
  kms.fault = () => Response.json({ __type: 'ThrottlingException' }, { status: 400 });
  const again: (() => void)[] = [];
  const schedule = (act: () => void) => {
    again.push(act);
    return () => undefined;
  };
  const queue = createComposeQueue({ ...bench.deps, schedule });
  queue.enqueue(OWNER_ID, manifest.recordingId);
  await queue.idle();
  expect(await bench.archived(manifest.recordingId)).toEqual([]);
  expect(bench.lines).toMatchObject([{ event: 'compose_failed', fields: { cause: expect.stringContaining('ThrottlingException') } }]);
  kms.fault = undefined;
  again[0]!();
  await queue.idle();
  expect(await bench.archived(manifest.recordingId)).toEqual(['audio.webm', 'recording.json']);
  await queue.stop();
});

test('[KEY24] a key that is out of reach does not keep another from opening, and without another decides nothing', async () => {
  const { bench, keys, own } = await setUp();
  const lost = { unwrap: (kid: string, wrapped: Uint8Array<ArrayBuffer>) => (kid === 'lost' ? Promise.reject(new KeyRingError('gone')) : keys.unwrap(kid, wrapped)) };
  const deps = { ...bench.deps, keys: { ...keys, ...lost } };
  const opened = await bench.receive({ takes, sealTo: [{ ...stranger, kid: 'lost' }, stranger, own] });
  expect(await composeRecording(deps, OWNER_ID, opened.manifest.recordingId)).toHaveProperty('files');
  const waits = await bench.receive({ takes, sealTo: [{ ...stranger, kid: 'lost' }, stranger] });
  await expect(composeRecording(deps, OWNER_ID, waits.manifest.recordingId)).rejects.toThrow(KeyRingError);
  expect(await bench.archived(waits.manifest.recordingId)).toEqual([]);
});

test('[KEY24] what KMS says does not open is a problem, as ever', async () => {
  const { bench, own } = await setUp();
  const { manifest } = await bench.receive({ takes, sealTo: [{ ...stranger, kid: own.kid }] });
  expect(await composeRecording(bench.deps, OWNER_ID, manifest.recordingId)).toMatchObject({ code: 'key_unknown' });
  expect(await bench.archived(manifest.recordingId)).toEqual(['problem.json']);
});
