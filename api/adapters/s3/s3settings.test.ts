import { expect, test } from 'vitest';
import { S3SettingsError, s3SettingsOf } from './s3settings.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalr/secret+example' };
const CUSTOM = { S3_ENDPOINT: 'https://s3.clinic.example', S3_BUCKET: 'holdfast', ...KEYS };
const AWS = { S3_BUCKET: 'holdfast', AWS_REGION: 'eu-central-1', ...KEYS };

function faultOf(env: Record<string, string | undefined>): string {
  try {
    s3SettingsOf(env);
  } catch (error) {
    expect(error).toBeInstanceOf(S3SettingsError);
    return (error as Error).message;
  }
  throw new Error('no fault');
}

test('[STO60] without endpoint and bucket there is no bucket, whatever credentials lie about', () => {
  for (const env of [{}, KEYS, { ...KEYS, AWS_REGION: 'eu-central-1' }, { S3_ENDPOINT: ' ', S3_BUCKET: '' }]) expect(s3SettingsOf(env)).toBeUndefined();
});

test('[STO60] an endpoint of one\'s own has the bucket in the path and us-east-1, unless told otherwise', () => {
  const settings = { endpoint: 'https://s3.clinic.example', bucket: 'holdfast', region: 'us-east-1', pathStyle: true };
  const credentials = { accessKeyId: KEYS.AWS_ACCESS_KEY_ID, secretAccessKey: KEYS.AWS_SECRET_ACCESS_KEY };
  expect(s3SettingsOf(CUSTOM)).toEqual({ ...settings, ...credentials });
  expect(s3SettingsOf({ ...CUSTOM, S3_ENDPOINT: ' https://S3.clinic.example:443/ ' })).toEqual({ ...settings, ...credentials });
  const told = { ...CUSTOM, AWS_REGION: 'west', S3_PATH_STYLE: 'false', AWS_SESSION_TOKEN: 'to/ken==' };
  expect(s3SettingsOf(told)).toEqual({ ...settings, ...credentials, region: 'west', pathStyle: false, sessionToken: 'to/ken==' });
  expect(s3SettingsOf({ ...CUSTOM, S3_ENDPOINT: 'http://127.0.0.1:9000' })).toMatchObject({ endpoint: 'http://127.0.0.1:9000', pathStyle: true });
  expect(s3SettingsOf({ ...CUSTOM, S3_ENDPOINT: 'http://[::1]:9000' })).toMatchObject({ endpoint: 'http://[::1]:9000' });
});

test('[STO60] a bucket without an endpoint is one of AWS in its region, in front of the host, unless told otherwise', () => {
  expect(s3SettingsOf(AWS)).toMatchObject({ endpoint: 'https://s3.eu-central-1.amazonaws.com', region: 'eu-central-1', pathStyle: false });
  expect(s3SettingsOf({ ...AWS, S3_PATH_STYLE: 'true' })).toMatchObject({ pathStyle: true });
  expect(s3SettingsOf({ ...AWS, AWS_REGION: 'cn-north-1' })).toMatchObject({ endpoint: 'https://s3.cn-north-1.amazonaws.com.cn' });
});

test.each<[string, Record<string, string | undefined>]>([
  ['S3_BUCKET is missing', { ...CUSTOM, S3_BUCKET: undefined }],
  ['S3_BUCKET must', { ...CUSTOM, S3_BUCKET: 'Clinic Audio' }],
  ['S3_BUCKET must', { ...CUSTOM, S3_BUCKET: 'a/b' }],
  ['AWS_REGION is missing', { ...AWS, AWS_REGION: ' ' }],
  ['AWS_REGION must', { ...AWS, AWS_REGION: 'eu.central' }],
  ['AWS_ACCESS_KEY_ID is missing', { ...CUSTOM, AWS_ACCESS_KEY_ID: undefined }],
  ['AWS_SECRET_ACCESS_KEY is missing', { ...CUSTOM, AWS_SECRET_ACCESS_KEY: '' }],
  ['S3_ENDPOINT must be an address', { ...CUSTOM, S3_ENDPOINT: 's3.clinic.example' }],
  ['S3_ENDPOINT must be an address', { ...CUSTOM, S3_ENDPOINT: 'ftp://s3.clinic.example' }],
  ['S3_ENDPOINT must hold no credentials', { ...CUSTOM, S3_ENDPOINT: 'https://a:b@s3.clinic.example' }],
  ['S3_ENDPOINT must end after host and port', { ...CUSTOM, S3_ENDPOINT: 'https://clinic.example/s3' }],
  ['S3_ENDPOINT must end after host and port', { ...CUSTOM, S3_ENDPOINT: 'https://clinic.example/?a=b' }],
  ['S3_PATH_STYLE must be true (', { ...CUSTOM, S3_PATH_STYLE: 'yes' }],
  ['S3_PATH_STYLE must be true for an S3_ENDPOINT that is an IP address', { ...CUSTOM, S3_ENDPOINT: 'http://127.0.0.1:9000', S3_PATH_STYLE: 'false' }],
  ['S3_PATH_STYLE must be true for an S3_ENDPOINT that is an IP address', { ...CUSTOM, S3_ENDPOINT: 'http://[::1]:9000', S3_PATH_STYLE: 'false' }],
  ['S3_PATH_STYLE must be true for an S3_BUCKET with a dot', { ...AWS, S3_BUCKET: 'audio.clinic.example' }],
])('[STO61] settings that cannot work are refused: %s', (message, env) => {
  expect(faultOf(env)).toContain(message);
});

test('[STO61] no message quotes a credential', () => {
  const secrets = { AWS_ACCESS_KEY_ID: 'AKID\u0000X', AWS_SECRET_ACCESS_KEY: 'my secret', AWS_SESSION_TOKEN: 'tok\nen' };
  for (const [name, value] of Object.entries(secrets)) {
    const message = faultOf({ ...CUSTOM, [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain(value);
  }
  expect(faultOf({ ...CUSTOM, S3_ENDPOINT: 'https://me:hunter2@s3.clinic.example' })).not.toContain('hunter2');
});
