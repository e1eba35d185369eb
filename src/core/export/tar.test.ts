import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ascii } from '../bytes.ts';
import { decodeTar, encodeTar } from './tar.ts';

const FILES = [
  { name: 'recording.json', bytes: ascii('{"a":1}') },
  { name: `00000-${'ab'.repeat(32)}.hfs`, bytes: new Uint8Array(512).fill(7) },
  { name: 'empty', bytes: new Uint8Array() },
];

test('[EXP1] what was put into an export comes out of it', () => {
  expect(decodeTar(encodeTar(FILES, 1_700_000_000_000))).toEqual(FILES);
  expect(() => decodeTar(encodeTar(FILES, 0).slice(0, 600))).toThrow('cut off');
  expect(() => decodeTar(new Uint8Array(1024).fill(1))).toThrow('not a tar archive');
});

test('[EXP1] any tar program opens it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-tar-'));
  try {
    writeFileSync(join(folder, 'export.tar'), encodeTar(FILES, 1_700_000_000_000));
    execFileSync('tar', ['-xf', 'export.tar'], { cwd: folder });
    for (const { name, bytes } of FILES) expect(new Uint8Array(readFileSync(join(folder, name)))).toEqual(bytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
