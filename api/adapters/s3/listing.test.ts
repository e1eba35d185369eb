import { expect, test } from 'vitest';
import { parseErrorCode, parseListing } from './listing.ts';

const page = (inner: string) => `<?xml version="1.0"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>\n`;
const contents = (key: string, size: string | number = 1) =>
  `<Contents><Key>${key}</Key><ETag>&quot;e&quot;</ETag><Size>${size}</Size><Owner><ID>x</ID></Owner></Contents>`;

test('[STO41] a listing is read with its keys, sizes and the token of the next page', () => {
  const token = '<NextContinuationToken>1/x&amp;&#43;y&#x3d;</NextContinuationToken>';
  const document = page(`<IsTruncated>true</IsTruncated>${contents('a/1', 12)}${contents('a/2', 0)}${token}`);
  expect(parseListing(document)).toEqual({ objects: [{ key: 'a/1', bytes: 12 }, { key: 'a/2', bytes: 0 }], next: '1/x&+y=' });
  expect(parseListing(page('<IsTruncated>false</IsTruncated>'))).toEqual({ objects: [], next: undefined });
});

test('[STO41] keys that none of ours can be are left out', () => {
  const document = page(`<IsTruncated>false</IsTruncated>${contents('a/')}${contents('A')}${contents('a')}${contents('a&amp;b')}`);
  expect(parseListing(document)).toEqual({ objects: [{ key: 'a', bytes: 1 }], next: undefined });
});

test('[STO41] what is not a whole listing is none', () => {
  const whole = page(`<IsTruncated>false</IsTruncated>${contents('a')}`);
  expect(parseListing(whole)).toBeDefined();
  for (let end = 0; end < whole.length - 1; end++) expect(parseListing(whole.slice(0, end)), String(end)).toBeUndefined();
  for (const broken of ['', '<IsTruncated>true</IsTruncated>', '<IsTruncated>maybe</IsTruncated>', `<IsTruncated>false</IsTruncated>${contents('a', 'x')}`]) {
    expect(parseListing(page(broken)), broken).toBeUndefined();
  }
  expect(parseListing('<html>sign in to the network</html>')).toBeUndefined();
});

test('[STO41] the code of an error is found, and nothing else taken for one', () => {
  expect(parseErrorCode('<Error><Code>NoSuchKey</Code><Message>m</Message></Error>')).toBe('NoSuchKey');
  expect(parseErrorCode('<Error><Code>No such</Code></Error>')).toBeUndefined();
  expect(parseErrorCode('')).toBeUndefined();
});
