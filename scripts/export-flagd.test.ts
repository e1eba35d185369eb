import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './bootstrap.mjs';
import { run } from './run.mjs';
import { toFlagd } from '../src/core/flags/toflagd.ts';

const DOCUMENT = { version: 3, updatedAt: '2026-01-02T03:04:05.678Z', flags: { enableOfflineRecording: { kill: false, default: false, percent: 10 } } };

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'holdfast-flags-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const exportFlagd = (...args: string[]) => run(process.execPath, [join(ROOT, 'scripts', 'export-flagd.mjs'), ...args], { cwd: folder });
const exported = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

test('[FLG12] B31 the export is written from a file', async () => {
  writeFileSync(join(folder, 'flags.json'), JSON.stringify(DOCUMENT));
  expect(await exportFlagd('flags.json')).toEqual({ code: 0, output: 'flags.flagd.json: version 3\n' });
  expect(exported('flags.flagd.json')).toEqual(toFlagd(DOCUMENT));
});

test('[FLG12] B31 the export is written from a running service, to where it is wanted', async () => {
  const server = createServer((_, response) => response.end(JSON.stringify(DOCUMENT))).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/flags.json`;
  expect(await exportFlagd(address, 'elsewhere.json')).toMatchObject({ code: 0 });
  expect(exported('elsewhere.json')).toEqual(toFlagd(DOCUMENT));
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['a document that is broken', '{"version":0}', 'This is no flag document'],
  ['what is not JSON', '<html>', 'JSON'],
])('[FLG12] of %s nothing is written', async (_, text, message) => {
  writeFileSync(join(folder, 'flags.json'), text);
  expect(await exportFlagd('flags.json')).toEqual({ code: 1, output: expect.stringContaining(message) });
  expect(() => exported('flags.flagd.json')).toThrow('ENOENT');
});
