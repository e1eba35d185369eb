import { describe, expect, test } from 'vitest';
import {
  altered,
  CREDENTIALS,
  datetimeOf,
  NOW_MS,
  openStore,
  outcome,
  REGION,
  signed,
  someBytes,
  type SignOptions,
} from '../../../../test/contracts/objectstorefixture.ts';

const HEADER: SignOptions = {};
const QUERY: SignOptions = { presignSeconds: 300 };
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** An authentic request for an object that is not there. */
const AUTHENTIC = '404 NoSuchKey';
const DAY = datetimeOf(NOW_MS).slice(0, 8);

describe.each([
  ['in the header', HEADER, 'AuthorizationHeaderMalformed'],
  ['in the query', QUERY, 'AuthorizationQueryParametersError'],
])('signed %s', (_, base, malformed) => {
  test('[STO16] a rightly signed request is served', async () => {
    const { handle } = await openStore();
    expect(await outcome(handle(signed(base)))).toBe(AUTHENTIC);
    expect(await outcome(handle(signed({ ...base, headers: { 'X-Other': 'a  b' } })))).toBe(AUTHENTIC);
  });

  test('[STO16] whatever the signature covers cannot be changed', async () => {
    const { handle } = await openStore();
    const request = () => signed({ ...base, headers: { 'x-other': '1' } });
    const { url } = request();
    const changed = {
      path: altered(request(), { url: url.replace('/holdfast/k', '/holdfast/j') }),
      bucket: altered(request(), { url: url.replace('/holdfast/', '/holdfasu/') }),
      method: new Request(url, { method: 'DELETE', headers: request().headers }),
      header: altered(request(), { headers: { 'x-other': '2' } }),
      'header left out': altered(request(), { without: ['x-other'] }),
      host: altered(request(), { url: url.replace('store.test', 'other.test') }),
      'host header': altered(request(), { headers: { host: 'other.test' } }),
      query: altered(request(), { url: `${url}${url.includes('?') ? '&' : '?'}extra=1` }),
      secret: signed({ ...base, secretAccessKey: 'other' }),
    };
    for (const [what, sent] of Object.entries(changed)) expect(await outcome(handle(sent)), what).toBe('403 SignatureDoesNotMatch');
  });

  test('[STO16] every digit of the signature counts', async () => {
    const { handle } = await openStore();
    const request = signed(base);
    const carrier = base.presignSeconds ? request.url : request.headers.get('authorization')!;
    const start = carrier.indexOf('Signature=') + 'Signature='.length;
    for (const at of [0, 31, 63]) {
      const digit = carrier[start + at] === '0' ? '1' : '0';
      const text = carrier.slice(0, start + at) + digit + carrier.slice(start + at + 1);
      const sent = altered(request, base.presignSeconds ? { url: text } : { headers: { authorization: text } });
      expect(await outcome(handle(sent))).toBe('403 SignatureDoesNotMatch');
    }
    for (const wrong of ['', '0'.repeat(63), '0'.repeat(65), 'g'.repeat(64)]) {
      const text = carrier.replace(/Signature=[0-9a-f]{64}/, `Signature=${wrong}`);
      const sent = altered(request, base.presignSeconds ? { url: text } : { headers: { authorization: text } });
      expect(await outcome(handle(sent)), wrong).toBe(`400 ${malformed}`);
    }
  });

  test('[STO17] an x-amz header that is not signed is refused', async () => {
    const { handle } = await openStore();
    const sent = altered(signed(base), { headers: { 'x-amz-acl': 'public-read' } });
    expect(await outcome(handle(sent))).toBe('403 AccessDenied');
  });

  test('[STO17] host must be signed, and the names of signed headers are lower case, sorted and single', async () => {
    const { handle } = await openStore();
    const dates = base.presignSeconds ? [] : ['x-amz-content-sha256', 'x-amz-date'];
    for (const signedHeaders of [dates, [''], ['Host', ...dates], ['host', 'host', ...dates], ['x-other', 'host', ...dates], ['host', '', ...dates]]) {
      const sent = signed({ ...base, headers: { 'x-other': '1' }, signedHeaders: [...signedHeaders] });
      expect(await outcome(handle(sent)), signedHeaders.join(';')).toBe(`400 ${malformed}`);
    }
  });

  test('[STO17] a header that the signature names must be there, and be it empty', async () => {
    const { handle } = await openStore();
    const dates = base.presignSeconds ? [] : ['x-amz-content-sha256', 'x-amz-date'];
    const unsent = () => signed({ ...base, signedHeaders: ['host', ...dates, 'x-other'].sort() });
    expect(await outcome(handle(unsent()))).toBe('403 SignatureDoesNotMatch');
    expect(await outcome(handle(altered(unsent(), { headers: { 'x-other': '' } })))).toBe(AUTHENTIC);
  });

  test('[STO18] the credential names a known key and the right day, region and service', async () => {
    const { handle } = await openStore();
    const as = (credential: string) => outcome(handle(signed({ ...base, credential })));
    const key = CREDENTIALS.accessKeyId;
    expect(await as(`OTHER/${DAY}/${REGION}/s3/aws4_request`)).toBe('403 InvalidAccessKeyId');
    expect(await as(`${key}/20260302/${REGION}/s3/aws4_request`)).toBe(`400 ${malformed}`);
    expect(await as(`${key}/${DAY}/us-east-1/s3/aws4_request`)).toBe(`400 ${malformed}`);
    expect(await as(`${key}/${DAY}/${REGION}/sts/aws4_request`)).toBe(`400 ${malformed}`);
    expect(await as(`${key}/${DAY}/${REGION}/s3/aws5_request`)).toBe(`400 ${malformed}`);
    expect(await as(`${key}/${DAY}/${REGION}/s3`)).toBe(`400 ${malformed}`);
    expect(await as(`${key}/${DAY}/${REGION}/s3/aws4_request/x`)).toBe(`400 ${malformed}`);
    expect(await outcome(handle(signed({ ...base, region: 'us-east-1' })))).toBe(`400 ${malformed}`);
  });
});

test('[STO18] a request without a signature, with two, or with a session token is refused', async () => {
  const { handle } = await openStore();
  const url = 'http://store.test/holdfast/k';
  expect(await outcome(handle(new Request(url)))).toBe('403 AccessDenied');
  expect(await outcome(handle(new Request(url, { method: 'PUT', body: 'x', headers: { 'content-length': '1' } })))).toBe('403 AccessDenied');
  expect(await outcome(handle(new Request(url, { headers: { authorization: 'Basic YTpi' } })))).toBe('400 AuthorizationHeaderMalformed');
  const both = altered(signed(QUERY), { headers: { authorization: signed(HEADER).headers.get('authorization')! } });
  expect(await outcome(handle(both))).toBe('400 InvalidArgument');
  expect(await outcome(handle(signed({ headers: { 'x-amz-security-token': 't' } })))).toBe('400 InvalidToken');
  expect(await outcome(handle(signed({ ...QUERY, query: { 'X-Amz-Security-Token': 't' } })))).toBe('400 InvalidToken');
  for (const name of ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature']) {
    const less = new URL(signed(QUERY).url);
    less.searchParams.delete(`X-Amz-${name}`);
    expect(await outcome(handle(new Request(less))), name).toBe('400 AuthorizationQueryParametersError');
  }
});

test('[STO19] a header signature counts for fifteen minutes before and after its date', async () => {
  const { handle } = await openStore();
  const at = (offsetMs: number) => outcome(handle(signed({ signedAtMs: NOW_MS + offsetMs })));
  expect(await at(-900_000)).toBe(AUTHENTIC);
  expect(await at(900_000)).toBe(AUTHENTIC);
  expect(await at(-901_000)).toBe('403 RequestTimeTooSkewed');
  expect(await at(901_000)).toBe('403 RequestTimeTooSkewed');
  const undated = altered(signed({}), { without: ['x-amz-date'] });
  expect(await outcome(handle(undated))).toBe('403 AccessDenied');
  for (const date of ['20260230T120000Z', '2026-03-01T12:00:00Z', '20260301T250000Z', '']) {
    const sent = altered(signed({}), { headers: { 'x-amz-date': date } });
    expect(await outcome(handle(sent)), date).toBe('400 AuthorizationHeaderMalformed');
  }
});

test('[STO20] a presigned request counts from its date until it expires, a week at most', async () => {
  const { handle } = await openStore();
  const at = (offsetMs: number, presignSeconds: number) => outcome(handle(signed({ signedAtMs: NOW_MS + offsetMs, presignSeconds })));
  expect(await at(-300_000, 300)).toBe(AUTHENTIC);
  expect(await at(-301_000, 300)).toBe('403 AccessDenied');
  expect(await at(-604_800_000, 604_800)).toBe(AUTHENTIC);
  // A signer whose clock is a little ahead is no fault.
  expect(await at(900_000, 1)).toBe(AUTHENTIC);
  expect(await at(901_000, 604_800)).toBe('403 AccessDenied');
  for (const seconds of [0, 604_801, -1, 1.5, NaN]) expect(await at(0, seconds), String(seconds)).toBe('400 AuthorizationQueryParametersError');
});

test('[STO21] a header signature covers the body by its hash, or says UNSIGNED-PAYLOAD', async () => {
  const { handle } = await openStore();
  const put = (payload: string, body = someBytes(0)) => outcome(handle(signed({ method: 'PUT', payload, body })));
  expect(await put(EMPTY_SHA256)).toBe('200');
  expect(await put('UNSIGNED-PAYLOAD', someBytes(9))).toBe('200');
  expect(await put(EMPTY_SHA256, someBytes(9))).toBe('400 XAmzContentSHA256Mismatch');
  expect(await put('')).toBe('400 InvalidRequest');
  expect(await put('abc')).toBe('400 InvalidArgument');
  expect(await put(EMPTY_SHA256.toUpperCase())).toBe('400 InvalidArgument');
  for (const kind of ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER']) expect(await put(kind)).toBe('501 NotImplemented');
});

test('[STO21] a presigned PUT that signs a hash of the body is held to it', async () => {
  const { handle } = await openStore();
  const put = (size: number) =>
    signed({ ...QUERY, method: 'PUT', payload: EMPTY_SHA256, headers: { 'x-amz-content-sha256': EMPTY_SHA256 }, body: someBytes(size) });
  expect(await outcome(handle(put(9)))).toBe('400 XAmzContentSHA256Mismatch');
  expect(await outcome(handle(put(0)))).toBe('200');
});
