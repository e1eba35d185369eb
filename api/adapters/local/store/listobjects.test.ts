import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore, outcome, signed, someBytes } from '../../../../test/contracts/objectstorefixture.ts';

async function storeWith(keys: readonly string[]) {
  const store = await openStore();
  await Promise.all(keys.map((key, i) => store.handle(signed({ method: 'PUT', path: `/holdfast/${key}`, body: someBytes(i) }))));
  const list = (query: Record<string, string>) => store.handle(signed({ path: '/holdfast', query: { 'list-type': '2', ...query } }));
  const page = async (query: Record<string, string>) => {
    const text = await (await list(query)).text();
    const all = (name: string) => [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((match) => match[1]!);
    return {
      keys: all('Key'),
      sizes: all('Size').map(Number),
      count: all('KeyCount')[0],
      truncated: all('IsTruncated')[0],
      next: all('NextContinuationToken')[0],
    };
  };
  return { ...store, list, page };
}

test('[STO30] a listing goes on at its continuation token, no key twice and none left out', async () => {
  const keys = ['a-b', 'a/b/c', 'a/b/d', 'a/c', 'a0/x', 'b'];
  const { page } = await storeWith(keys);
  expect(await page({})).toEqual({ keys, sizes: [0, 1, 2, 3, 4, 5], count: '6', truncated: 'false', next: undefined });
  for (const size of [1, 2, 3, 5]) {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const next = await page({ 'max-keys': String(size), ...(token ? { 'continuation-token': token } : {}) });
      expect(next.keys.length).toBeLessThanOrEqual(size);
      expect(next.truncated).toBe(String(next.next !== undefined));
      found.push(...next.keys);
      token = next.next;
    } while (token);
    expect(found).toEqual(keys);
  }
  expect(await page({ 'max-keys': '6' })).toMatchObject({ truncated: 'false' });
  expect(await page({ 'max-keys': '0' })).toMatchObject({ keys: [], truncated: 'false' });
});

test('[STO30] a listing goes on although the key of its token is deleted', async () => {
  const { page, handle } = await storeWith(['a/1', 'a/2', 'a/3']);
  const { next } = await page({ 'max-keys': '1' });
  await handle(signed({ method: 'DELETE', path: '/holdfast/a/1' }));
  expect((await page({ 'continuation-token': next! })).keys).toEqual(['a/2', 'a/3']);
});

test('[STO31] nothing outside the keys is listed, whatever lies in the folder', async () => {
  const { dir, page } = await storeWith(['a/1']);
  await mkdir(join(dir, '.hidden'));
  await mkdir(join(dir, 'Upper'));
  await Promise.all(['.hidden/x', 'Upper/x', 'a/.DS_Store', 'a/Thumbs.db', '.incoming/x'].map((name) => writeFile(join(dir, name), 'x')));
  expect((await page({})).keys).toEqual(['a/1']);
  for (const prefix of ['.', '.incoming/', '../', '/', 'a/../', 'a//', 'a/.', 'none/']) expect((await page({ prefix })).keys, prefix).toEqual([]);
});

test('[STO31] a listing with parameters that make no sense, or that the store does not know, is refused', async () => {
  const { list, handle } = await storeWith([]);
  expect(await outcome(list({ 'max-keys': 'x' }))).toBe('400 InvalidArgument');
  expect(await outcome(list({ 'continuation-token': 'Li4v' }))).toBe('400 InvalidArgument');
  expect(await outcome(list({ prefix: 'A' }))).toBe('400 InvalidArgument');
  expect(await outcome(list({ 'encoding-type': 'xml' }))).toBe('400 InvalidArgument');
  expect(await (await list({ 'encoding-type': 'url' })).text()).toContain('<EncodingType>url</EncodingType>');
  for (const name of ['delimiter', 'start-after', 'fetch-owner']) {
    expect(await outcome(list({ [name]: 'x' })), name).toBe('501 NotImplemented');
  }
  expect(await outcome(handle(signed({ path: '/holdfast', query: { 'list-type': '1' } })))).toBe('501 NotImplemented');
  expect(await outcome(handle(signed({ path: '/holdfast' })))).toBe('501 NotImplemented');
});
