import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { settingsOf } from './serve.mjs';

const SERVE = fileURLToPath(new URL('serve.mjs', import.meta.url));

/** A folder like dist/ whose service only listens. */
async function fixture(): Promise<string> {
  const dist = await mkdtemp(join(tmpdir(), 'holdfast-serve-'));
  onTestFinished(() => rm(dist, { recursive: true, force: true }));
  await mkdir(join(dist, 'server'));
  await writeFile(join(dist, 'package.json'), '{"type":"module"}');
  await writeFile(
    join(dist, 'server', 'node.js'),
    `import { createServer } from 'node:http';
     export async function startServer({ port, host }) {
       const server = createServer((_, response) => response.end('here'));
       await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
       return { url: 'http://localhost:' + server.address().port, close: () => new Promise((done) => server.close(done)) };
     }`,
  );
  return dist;
}

test('[DEV22] without settings it is port 8080 of localhost and the folder .data', () => {
  expect(settingsOf({})).toEqual({ port: 8080, host: 'localhost', dataDir: resolve('.data') });
  expect(settingsOf({ PORT: '0', HOST: '::1', DATA_DIR: 'x' })).toEqual({ port: 0, host: '::1', dataDir: resolve('x') });
});

test('[DEV22] a port that is none is refused with a message', () => {
  for (const PORT of ['abc', '-1', '65536', '80.5', '1e3']) expect(() => settingsOf({ PORT })).toThrow(`not "${PORT}"`);
});

test('[DEV23] a port in use is told in one line, without a stack', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => new Promise((done) => taken.close(() => done())));
  await new Promise((listening) => taken.once('listening', listening));
  const { port } = taken.address() as AddressInfo;
  const { code, stderr } = await serveFor(await fixture(), { PORT: String(port), HOST: '127.0.0.1' });
  expect({ code, stderr }).toEqual({ code: 1, stderr: `Port ${port} is in use. Stop what uses it, or choose another one: PORT=${port + 1} npm start\n` });
});

test('[DEV23] it says when it is ready, serves, and ends with code 0 on SIGINT and on SIGTERM', async () => {
  const dist = await fixture();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { code, answer } = await serveFor(dist, { PORT: '0' }, signal);
    expect({ code, answer }).toEqual({ code: 0, answer: 'here' });
  }
});

/** Runs serve.mjs to its end; once it is ready, asks it something and sends it `signal`. */
function serveFor(dist: string, env: Record<string, string>, signal?: NodeJS.Signals): Promise<{ code: unknown; stderr: string; answer: string }> {
  return new Promise((done) => {
    let answer = '';
    const child = execFile(process.execPath, [SERVE, dist], { env: { ...process.env, ...env }, timeout: 20_000 }, (error, _, stderr) =>
      done({ code: error ? error.code : 0, stderr, answer }),
    );
    let printed = '';
    child.stdout?.on('data', async (text: string) => {
      printed += text;
      const url = /^ready (\S+)$/m.exec(printed)?.[1];
      if (url === undefined || answer !== '') return;
      answer = await (await fetch(url, { headers: { connection: 'close' } })).text();
      if (signal) child.kill(signal);
    });
  });
}
