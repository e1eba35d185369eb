import { beforeAll, expect, test } from 'vitest';
import { makeRsaPairs, privatePem, publicPem, type RsaPair } from '../../../test/build/rsapairs.ts';
import { kmsSettingsOf, KmsSettingsError } from './kmssettings.ts';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const MULTI = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const ARN = `arn:aws:kms:eu-central-1:123456789012:key/${ID}`;
const ENV = { KMS_KEY_IDS: ID, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalr/secret+example' };

let pairs: [RsaPair, RsaPair];
let small: RsaPair;
beforeAll(async () => {
  pairs = (await makeRsaPairs(2)) as typeof pairs;
  small = (await makeRsaPairs(1, 2048))[0]!;
}, 60_000);

function faultOf(env: Record<string, string | undefined>, readFile?: (path: string) => string): string {
  try {
    kmsSettingsOf(env, readFile);
  } catch (error) {
    expect(error).toBeInstanceOf(KmsSettingsError);
    return (error as Error).message;
  }
  throw new Error('no fault');
}

test('[KEY23] without KMS_KEY_IDS the keys are files, whatever else of AWS is set', () => {
  for (const env of [{}, { ...ENV, KMS_KEY_IDS: undefined }, { ...ENV, KMS_KEY_IDS: ' ' }]) expect(kmsSettingsOf(env)).toBeUndefined();
});

test('[KEY23] KMS_KEY_IDS names keys by id or ARN, newest first', async () => {
  const settings = kmsSettingsOf({ ...ENV, KMS_KEY_IDS: ` ${MULTI}, ${ARN}\n`, AWS_SESSION_TOKEN: 'to/ken==' })!;
  expect(settings).toMatchObject({ region: 'eu-central-1', keyIds: [MULTI, ARN], breakGlass: [] });
  expect(settings).not.toHaveProperty('endpoint');
  expect(await settings.credentials()).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalr/secret+example', sessionToken: 'to/ken==' });
  expect(kmsSettingsOf({ ...ENV, KMS_ENDPOINT: 'http://127.0.0.1:4566/' })).toMatchObject({ endpoint: 'http://127.0.0.1:4566' });
});

test('[KEY23] BREAK_GLASS_KEYS is PEM, also in one line, or names files of it', () => {
  const [one, two] = pairs.map((pair) => publicPem(pair).trim());
  expect(kmsSettingsOf({ ...ENV, BREAK_GLASS_KEYS: `${one}\n${two}` })?.breakGlass).toEqual([one, two]);
  expect(kmsSettingsOf({ ...ENV, BREAK_GLASS_KEYS: one!.replaceAll('\n', '\\n') })?.breakGlass).toEqual([one]);
  const files: Record<string, string> = { '/safe/one.pem': one!, 'two.pem': two! };
  expect(kmsSettingsOf({ ...ENV, BREAK_GLASS_KEYS: '/safe/one.pem, two.pem' }, (path) => files[path]!)?.breakGlass).toEqual([one, two]);
});

test.each<[string, Record<string, string | undefined>]>([
  ['KMS_KEY_IDS is missing', { KMS_ENDPOINT: 'https://kms.example' }],
  ['BREAK_GLASS_KEYS goes with KMS_KEY_IDS', { BREAK_GLASS_KEYS: 'one.pem' }],
  ['KMS_KEY_IDS must', { ...ENV, KMS_KEY_IDS: 'alias/holdfast' }],
  ['KMS_KEY_IDS must', { ...ENV, KMS_KEY_IDS: 'arn:aws:kms:eu-central-1:123456789012:alias/holdfast' }],
  ['KMS_KEY_IDS must', { ...ENV, KMS_KEY_IDS: `${ID};${MULTI}` }],
  ['KMS_KEY_IDS names a key in eu-central-1', { ...ENV, KMS_KEY_IDS: ARN, AWS_REGION: 'eu-west-1' }],
  ['KMS_KEY_IDS names a key twice', { ...ENV, KMS_KEY_IDS: `${ID},${ID}` }],
  ['AWS_REGION is missing', { ...ENV, AWS_REGION: '' }],
  ['AWS_REGION must', { ...ENV, AWS_REGION: 'eu.central' }],
  ['AWS_ACCESS_KEY_ID is missing', { ...ENV, AWS_ACCESS_KEY_ID: undefined }],
  ['AWS_SECRET_ACCESS_KEY is missing', { ...ENV, AWS_SECRET_ACCESS_KEY: '' }],
  ['KMS_ENDPOINT must be an address', { ...ENV, KMS_ENDPOINT: 'kms.example' }],
  ['KMS_ENDPOINT must be an address', { ...ENV, KMS_ENDPOINT: 'https://a:b@kms.example' }],
  ['KMS_ENDPOINT must end after host and port', { ...ENV, KMS_ENDPOINT: 'https://kms.example/kms' }],
  ['KMS_ENDPOINT must begin with https', { ...ENV, KMS_ENDPOINT: 'http://kms.example' }],
])('[KEY23] settings that cannot work are refused: %s', (message, env) => {
  expect(faultOf(env)).toContain(message);
});

test('[KEY23] a break-glass key that is private, small, none or not there is refused by what it is', () => {
  const refused = (keys: string) => faultOf({ ...ENV, BREAK_GLASS_KEYS: keys });
  expect(refused(privatePem(pairs[0]))).toContain('it is a private key');
  expect(refused(`${publicPem(pairs[0])}${privatePem(pairs[1])}`)).toContain('it is a private key');
  expect(refused(publicPem(small))).toContain('it has 2048 bits');
  expect(refused('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----')).toContain('it holds no public key');
  expect(refused('/nowhere/at-all.pem')).toContain('/nowhere/at-all.pem cannot be read (ENOENT)');
});

test('[KEY23] no message quotes a credential or a key', () => {
  for (const [name, value] of Object.entries({ AWS_ACCESS_KEY_ID: 'AKID\u0000X', AWS_SECRET_ACCESS_KEY: 'my secret', AWS_SESSION_TOKEN: 'tok\nen' })) {
    const message = faultOf({ ...ENV, [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain(value);
  }
  expect(faultOf({ ...ENV, KMS_ENDPOINT: 'https://me:hunter2@kms.example' })).not.toContain('hunter2');
  expect(faultOf({ ...ENV, BREAK_GLASS_KEYS: privatePem(pairs[0]) })).not.toContain(privatePem(pairs[0]).slice(40, 80));
});
