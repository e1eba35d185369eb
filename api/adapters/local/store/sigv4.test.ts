import { expect, test } from 'vitest';
import { sigv4, type SignedParts } from './sigv4.ts';

// The worked examples of the AWS documentation:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and sigv4-query-string-auth.html
const SCOPE = { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'us-east-1', datetime: '20130524T000000Z' };
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const HOST = ['host', 'examplebucket.s3.amazonaws.com'] as const;
const DATE = ['x-amz-date', SCOPE.datetime] as const;

const EXAMPLES: Record<string, { parts: SignedParts; signature: string }> = {
  'GET object with a range': {
    parts: {
      method: 'GET',
      path: '/test.txt',
      query: [],
      headers: [HOST, ['range', 'bytes=0-9'], ['x-amz-content-sha256', EMPTY], DATE],
      payload: EMPTY,
    },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  'PUT object with an encoded path': {
    parts: {
      method: 'PUT',
      path: '/test%24file.text',
      query: [],
      headers: [
        ['date', 'Fri, 24 May 2013 00:00:00 GMT'],
        HOST,
        ['x-amz-content-sha256', '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072'],
        DATE,
        ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
      ],
      payload: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    },
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  'GET of a subresource without a value': {
    parts: { method: 'GET', path: '/', query: [['lifecycle', '']], headers: [HOST, ['x-amz-content-sha256', EMPTY], DATE], payload: EMPTY },
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  'listing with parameters out of order': {
    parts: {
      method: 'GET',
      path: '/',
      query: [['prefix', 'J'], ['max-keys', '2']],
      headers: [HOST, ['x-amz-content-sha256', EMPTY], DATE],
      payload: EMPTY,
    },
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
  'presigned GET': {
    parts: {
      method: 'GET',
      path: '/test.txt',
      query: [
        ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
        ['X-Amz-Credential', 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request'],
        ['X-Amz-Date', SCOPE.datetime],
        ['X-Amz-Expires', '86400'],
        ['X-Amz-SignedHeaders', 'host'],
      ],
      headers: [HOST],
      payload: 'UNSIGNED-PAYLOAD',
    },
    signature: 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  },
};

test.each(Object.entries(EXAMPLES))('[STO14] the signature is the one that AWS publishes: %s', (_, { parts, signature }) => {
  expect(sigv4(parts, SCOPE).toString('hex')).toBe(signature);
});

test('[STO14] header values count without the spaces around and with one space within', () => {
  const parts = EXAMPLES['GET object with a range']!.parts;
  const spaced = { ...parts, headers: parts.headers.map(([name, value]) => [name, `  ${value} `] as const) };
  expect(sigv4(spaced, SCOPE)).toEqual(sigv4(parts, SCOPE));
  const inner = (value: string) => sigv4({ ...parts, headers: [HOST, ['x-amz-meta-a', value]] }, SCOPE);
  expect(inner('a   b')).toEqual(inner('a b'));
  expect(inner('a b')).not.toEqual(inner('ab'));
});
