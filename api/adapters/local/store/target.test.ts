import { expect, test } from 'vitest';
import { S3Error } from './s3error.ts';
import { parseTarget } from './target.ts';

function codeOf(pathAndQuery: string): string {
  try {
    parseTarget(`http://store.test${pathAndQuery}`);
    return 'none';
  } catch (error) {
    if (error instanceof S3Error) return error.code;
    throw error;
  }
}

test('[STO15] bucket and key are read from the path as it is on the wire', () => {
  expect(parseTarget('http://store.test/holdfast/archive/a-1/b_2/audio.webm?x=1')).toEqual({
    path: '/holdfast/archive/a-1/b_2/audio.webm',
    bucket: 'holdfast',
    key: 'archive/a-1/b_2/audio.webm',
    query: new Map([['x', '1']]),
  });
  for (const path of ['/holdfast', '/holdfast/']) {
    expect(parseTarget(`http://store.test${path}`)).toMatchObject({ path, bucket: 'holdfast', key: undefined });
  }
});

test.each([
  '', '/', '//holdfast/a', '/Holdfast/a', '/holdfast//a', '/holdfast/a//b', '/holdfast/a/', '/holdfast/../a', '/holdfast/a/../b',
  '/holdfast/a/./b', '/holdfast/a/..', '/holdfast/.incoming/a', '/holdfast/%2e%2e/a', '/holdfast/%2E%2E/a', '/holdfast/a%2Fb',
  '/holdfast/%61', '/holdfast/a%20b', '/holdfast/a+b', '/holdfast/A', '/holdfast/a\\b', '/holdfast/ä', '/holdfast/a%00', '/hold%66ast/a',
])('[STO15] a path that some parser would resolve or decode is refused: %s', (path) => {
  expect(codeOf(path)).toBe('InvalidURI');
});

test('[STO15] a key has at most 1024 bytes', () => {
  const key = `${'a'.repeat(200)}/`.repeat(5);
  expect(codeOf(`/holdfast/${key}${'b'.repeat(1024 - key.length)}`)).toBe('none');
  expect(codeOf(`/holdfast/${key}${'b'.repeat(1025 - key.length)}`)).toBe('KeyTooLongError');
});

test('[STO15] query parameters are decoded once, and none may come twice or without a name', () => {
  expect([...parseTarget('http://store.test/b/k?a=1%2B2+3&b&c=%2525&d==').query]).toEqual([['a', '1+2 3'], ['b', ''], ['c', '%25'], ['d', '=']]);
  expect(codeOf('/b/k?a=1&b=2&a=1')).toBe('InvalidArgument');
  expect(codeOf('/b/k?a=1&%61=1')).toBe('InvalidArgument');
  expect(codeOf('/b/k?=1')).toBe('InvalidArgument');
  expect(codeOf('/b/k?a=1&')).toBe('InvalidArgument');
  expect(codeOf('/b/k?a=%ff')).toBe('InvalidURI');
  expect(codeOf('/b/k?a=%')).toBe('InvalidURI');
});
