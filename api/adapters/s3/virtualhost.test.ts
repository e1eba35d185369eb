import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { someBytes } from '../../../test/contracts/objectstorefixture.ts';
import { sigv4 } from '../local/store/sigv4.ts';
import { createS3Store } from './s3store.ts';
import { s3SettingsOf } from './s3settings.ts';

const SECRET = 'secret/of+the=clinic';
const ENV = { S3_BUCKET: 'clinic-audio', AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: SECRET };

/** The signature that `request` should carry in its query, computed anew from what arrives at the store. */
function expectedSignature({ url, method, headers }: Request): string {
  const { host, pathname, searchParams } = new URL(url);
  const names = searchParams.get('X-Amz-SignedHeaders')!.split(';');
  const signing = {
    method,
    path: pathname,
    query: [...searchParams].filter(([name]) => name !== 'X-Amz-Signature'),
    headers: names.map((name) => [name, name === 'host' ? host : (headers.get(name) ?? '')] as const),
    payload: 'UNSIGNED-PAYLOAD',
  };
  return sigv4(signing, { secretAccessKey: SECRET, region: ENV.AWS_REGION, datetime: searchParams.get('X-Amz-Date')! }).toString('hex');
}

test.each([
  ['AWS', {}, 'https://clinic-audio.s3.eu-central-1.amazonaws.com/ingest/a/b'],
  ['AWS, in the path', { S3_PATH_STYLE: 'true' }, 'https://s3.eu-central-1.amazonaws.com/clinic-audio/ingest/a/b'],
  ['a gateway', { S3_ENDPOINT: 'https://s3.clinic.example:8443', S3_PATH_STYLE: 'false' }, 'https://clinic-audio.s3.clinic.example:8443/ingest/a/b'],
  ['temporary credentials', { AWS_SESSION_TOKEN: 'to/ken+with==' }, 'https://clinic-audio.s3.eu-central-1.amazonaws.com/ingest/a/b'],
])('[STO67] what ingest sends on is what was presigned: %s', async (_, more: Record<string, string>, address) => {
  const sent: Request[] = [];
  const answer = async (request: Request) => {
    await request.clone().arrayBuffer();
    sent.push(request);
    return new Response(null, { headers: { etag: '"e"' } });
  };
  const store = createS3Store({ ...s3SettingsOf({ ...ENV, ...more })!, fetch: answer });
  const body = someBytes(100);
  const { path, headers } = await store.presignPut('ingest/a/b', { bytes: 100, sha256: createHash('sha256').update(body).digest('hex'), seconds: 60 });
  expect(path.startsWith('/ingest/a/b?')).toBe(true);
  // A browser knows neither the bucket nor where it is.
  for (const hidden of ['clinic', 'amazonaws', SECRET]) expect(path).not.toContain(hidden);
  const request = new Request(`http://app.test${path}`, { method: 'PUT', headers: { ...headers, 'content-length': '100' }, body });
  expect((await store.ingest(request)).status).toBe(200);
  const { origin, pathname, searchParams } = new URL(sent[0]!.url);
  expect(origin + pathname).toBe(address);
  expect(searchParams.get('X-Amz-Security-Token')).toBe(more.AWS_SESSION_TOKEN ?? null);
  expect(searchParams.get('X-Amz-Signature')).toBe(expectedSignature(sent[0]!));
});
