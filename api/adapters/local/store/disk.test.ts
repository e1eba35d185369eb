import { mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openStore, outcome, signed, someBytes } from '../../../../test/contracts/objectstorefixture.ts';

function put(key: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Request {
  return signed({ method: 'PUT', path: `/holdfast/${key}`, body, headers });
}

test('[STO32] an object is a plain file at its key, and nothing else lies beside it', async () => {
  const { dir, handle } = await openStore();
  const key = 'archive/0123/4567/audio.webm';
  await handle(put(key, someBytes(1234)));
  expect(new Uint8Array(await readFile(join(dir, key)))).toEqual(someBytes(1234));
  expect((await readdir(dir, { recursive: true })).sort()).toEqual(
    ['.incoming', 'archive', 'archive/0123', 'archive/0123/4567', key].sort(),
  );
});

test('[STO32] only the owner of the process can read what is stored', async () => {
  const { dir, handle } = await openStore();
  await handle(put('a/b/c', someBytes(1)));
  await handle(put('a/b/d', someBytes(1), { 'if-none-match': '*' }));
  const modeOf = async (name: string) => ((await stat(join(dir, name))).mode & 0o777).toString(8);
  expect([await modeOf('a/b/c'), await modeOf('a/b/d')]).toEqual(['600', '600']);
  expect([await modeOf('a'), await modeOf('a/b'), await modeOf('.incoming')]).toEqual(['700', '700', '700']);
});

test('[STO32] a folder that is missing is made, and one that somebody removed meanwhile is made again', async () => {
  const { dir } = await openStore();
  const { handle } = await openStore({ dir: join(dir, 'x/y') });
  expect(await outcome(handle(put('a/b', someBytes(1))))).toBe('200');
  await rm(join(dir, 'x/y/a'), { recursive: true });
  for (const key of ['a/b', 'a/c']) expect(await outcome(handle(put(key, someBytes(1), { 'if-none-match': '*' })))).toBe('200');
});

test('[STO33] the bytes are on disk before the name is, and the name before the answer', async () => {
  const { dir, handle } = await openStore();
  await handle(put('a/first', someBytes(1)));
  const probe = await open(join(dir, 'a/first'));
  const prototype = Object.getPrototypeOf(probe) as typeof probe;
  await probe.close();
  const visible = async (key: string) => stat(join(dir, key)).then(() => true, () => false);
  const synced: string[] = [];
  const sync = prototype.sync;
  for (const [key, headers] of [['a/b/c', { 'if-none-match': '*' }], ['a/b/d', {}]] as const) {
    synced.length = 0;
    const spy = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof probe) {
      const kind = (await this.stat()).isDirectory() ? 'folder' : 'file';
      synced.push(`${kind}, ${(await visible(key)) ? 'named' : 'nameless'}`);
      return sync.call(this);
    });
    expect((await handle(put(key, someBytes(10), headers))).status).toBe(200);
    spy.mockRestore();
    expect(synced[0]).toBe('file, nameless');
    expect(synced.at(-1)).toBe('folder, named');
  }
});

test('[STO33] a PUT that finds its key taken sees to it that the name is on disk before it says so', async () => {
  const { dir, handle } = await openStore();
  await handle(put('a/b', someBytes(1)));
  const probe = await open(join(dir, 'a'));
  const prototype = Object.getPrototypeOf(probe) as typeof probe;
  const { ino } = await probe.stat();
  await probe.close();
  const synced: number[] = [];
  const sync = prototype.sync;
  vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof probe) {
    synced.push((await this.stat()).ino);
    return sync.call(this);
  });
  expect((await handle(put('a/b', someBytes(1), { 'if-none-match': '*' }))).status).toBe(412);
  expect(synced).toEqual([ino]);
});

test('[STO33] when the disk refuses to sync, nothing is acknowledged', async () => {
  const faults: unknown[] = [];
  const { dir, handle, incoming } = await openStore({ log: (...line) => faults.push(line) });
  await handle(put('a/b', someBytes(1)));
  const probe = await open(join(dir, 'a/b'));
  vi.spyOn(Object.getPrototypeOf(probe) as typeof probe, 'sync').mockRejectedValue(Object.assign(new Error(`EIO: ${dir}`), { code: 'EIO' }));
  await probe.close();
  expect(await outcome(handle(put('a/c', someBytes(1))))).toBe('500 InternalError');
  expect(faults).toEqual([['error', 'store_fault', { method: 'PUT', code: 'EIO' }]]);
  expect(await incoming()).toEqual([]);
  await expect(stat(join(dir, 'a/c'))).rejects.toThrow('ENOENT');
});

test('[STO34] what a killed process left half written is removed at the next start', async () => {
  const { dir, handle } = await openStore();
  await handle(put('a', someBytes(5)));
  await mkdir(join(dir, '.incoming/odd'));
  await writeFile(join(dir, '.incoming/left'), 'half');
  const again = await openStore({ dir });
  expect(await again.incoming()).toEqual([]);
  const kept = await again.handle(signed({ path: '/holdfast/a' }));
  expect(new Uint8Array(await kept.arrayBuffer())).toEqual(someBytes(5));
});

test('[STO35] a key below another key, which a folder cannot hold, is refused and harms neither', async () => {
  const { handle, dir, incoming } = await openStore();
  await handle(put('a', someBytes(5)));
  await handle(put('b/c', someBytes(6)));
  for (const headers of [{}, { 'if-none-match': '*' }]) {
    for (const key of ['a/b', 'a/b/c', 'b', 'b/c/d/e']) expect(await outcome(handle(put(key, someBytes(1), headers))), key).toBe('400 InvalidArgument');
  }
  for (const method of ['GET', 'HEAD']) {
    for (const key of ['a/b', 'b', 'b/c/d']) expect((await handle(signed({ method, path: `/holdfast/${key}` }))).status, key).toBe(404);
  }
  for (const key of ['a/b', 'b']) expect((await handle(signed({ method: 'DELETE', path: `/holdfast/${key}` }))).status).toBe(204);
  expect((await readFile(join(dir, 'a'))).byteLength).toBe(5);
  expect((await readFile(join(dir, 'b/c'))).byteLength).toBe(6);
  expect(await incoming()).toEqual([]);
  // Once the key in the way is gone, the other one can be stored.
  await handle(signed({ method: 'DELETE', path: '/holdfast/a' }));
  expect(await outcome(handle(put('a/b', someBytes(1))))).toBe('200');
});
