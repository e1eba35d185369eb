import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPublicFiles } from './publicfiles.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-public-'));
  await mkdir(join(root, 'dist/assets'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), 'secret');
  await writeFile(join(root, 'dist/.hidden'), 'hidden');
  await writeFile(join(root, 'dist/index.html'), '<!doctype html>app');
  await writeFile(join(root, 'dist/sw.js'), 'worker');
  await writeFile(join(root, 'dist/manifest.webmanifest'), '{}');
  await writeFile(join(root, 'dist/icon.png'), 'picture');
  await writeFile(join(root, 'dist/assets/app-Ab_1.js'), 'script');
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function get(path: string, ifNoneMatch: string | null = null) {
  const response = await createPublicFiles(join(root, 'dist')).serve(path, new Headers(ifNoneMatch === null ? {} : { 'If-None-Match': ifNoneMatch }));
  return response && { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}

test('[API18] a file of the app has its type, length and strong ETag', async () => {
  const file = await get('/manifest.webmanifest');
  expect(file).toMatchObject({ status: 200, text: '{}', headers: { 'content-type': 'application/manifest+json', 'content-length': '2' } });
  expect(file?.headers['etag']).toMatch(/^"[0-9a-f]{32}"$/);
});

test('[API18] who has a file gets 304', async () => {
  const etag = (await get('/sw.js'))!.headers['etag']!;
  expect(await get('/sw.js', etag)).toMatchObject({ status: 304, text: '', headers: { etag, 'cache-control': 'no-cache' } });
  expect(await get('/sw.js', '"other"')).toMatchObject({ status: 200 });
});

test('[API18] text goes as gzip to whoever takes it, under an ETag of its own, and as it is to everybody else', async () => {
  const files = createPublicFiles(join(root, 'dist'));
  const ask = async (accepted: string | null, more: Record<string, string> = {}, path = '/sw.js') => (await files.serve(path, new Headers({ ...(accepted !== null && { 'Accept-Encoding': accepted }), ...more })))!;
  const plain = await ask(null);
  expect([plain.headers.get('Content-Encoding'), plain.headers.get('Vary'), await plain.text()]).toEqual([null, 'Accept-Encoding', 'worker']);
  for (const accepted of ['gzip', 'gzip, deflate, br, zstd', 'br, gzip;q=0.5', 'deflate,  GZIP ; q=1.0']) {
    const small = await ask(accepted);
    expect([small.status, small.headers.get('Content-Encoding'), small.headers.get('Vary')], accepted).toEqual([200, 'gzip', 'Accept-Encoding']);
    const bytes = Buffer.from(await small.arrayBuffer());
    expect([gunzipSync(bytes).toString(), small.headers.get('Content-Length')], accepted).toEqual(['worker', String(bytes.byteLength)]);
    expect(small.headers.get('ETag')).not.toBe(plain.headers.get('ETag'));
    expect((await ask(accepted, { 'If-None-Match': small.headers.get('ETag')! })).status).toBe(304);
  }
  for (const accepted of ['', 'br', 'gzip;q=0', 'gzip; q=0.00, br', 'xgzip']) expect((await ask(accepted)).headers.get('Content-Encoding'), accepted).toBeNull();
  expect((await ask('gzip', {}, '/icon.png')).headers.get('Content-Encoding')).toBeNull();
});

test('[API18] hashed assets may be kept for good, everything else is asked for again', async () => {
  expect((await get('/assets/app-Ab_1.js'))?.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  for (const path of ['/', '/index.html', '/sw.js', '/manifest.webmanifest']) expect((await get(path))?.headers['cache-control'], path).toBe('no-cache');
});

test.each(['/', '/recordings', '/recordings/', '/admin/rollout'])('[API19] the address %s inside the app is its page', async (path) => {
  expect(await get(path)).toMatchObject({ text: '<!doctype html>app', headers: { 'content-type': 'text/html; charset=utf-8' } });
});

test.each(['/assets', '/assets/gone-123.js', '/assets/gone', '/gone.png', '/favicon.ico', '/index.html/'])('[API19] %s, which is not there, is not the page', async (path) => {
  expect(await get(path)).toBeUndefined();
});

test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '/.hidden', '//secret.txt', '/assets/..\\..\\secret.txt', '/a\0b'])(
  '[API20] %j reaches nothing outside the app',
  async (path) => {
    expect(await get(path)).toBeUndefined();
  },
);
