import { expect, test } from 'vitest';
import { run } from './run.mjs';

const node = (script: string, options = {}) => run(process.execPath, ['-e', script], options);

test('[DEV25] a command answers with its code and all it printed, and sees no terminal and no input', async () => {
  const script = `process.stdin.on('data', () => {}).on('end', () => { console.log('out', Boolean(process.stdout.isTTY)); console.error('err'); process.exitCode = 3; })`;
  expect(await node(script)).toEqual({ code: 3, output: expect.stringContaining('out false') });
  expect((await node(script)).output).toContain('err');
});

test('[DEV25] a command that is not there is an answer, not an exception', async () => {
  expect(await run('no-such-command', [])).toEqual({ code: 127, output: expect.stringContaining('ENOENT') });
});

test('[DEV25] a command that hangs is ended together with what it started', async () => {
  // The grandchild holds the pipe that we read: `run` can only come back when both have ended.
  const script = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
  expect(await node(script, { timeoutMs: 1_000 })).toEqual({ code: 124, output: expect.stringContaining('stopped after 1 s') });
});
