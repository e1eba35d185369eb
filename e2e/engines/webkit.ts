import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createAnswers, type Answers } from './answers.ts';
import { startDisplay } from './display.ts';
import type { Engine } from './engine.ts';
import { killTree } from './killtree.ts';
import { expressionOf, resultOf } from './task.ts';

const HOST = fileURLToPath(new URL('webkithost.mjs', import.meta.url));

/** Starts WebKitGTK on a profile folder that outlives it. Its microphone is a mock that beeps; permission for it is given. */
export async function launchWebkit(profileDir: string): Promise<Engine> {
  const display = await startDisplay();
  const child = spawn('gjs', ['-m', HOST, profileDir], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, DISPLAY: display.name, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' },
  });
  const kill = async (): Promise<void> => {
    await killTree(child);
    await display.close();
  };
  try {
    const answers = createAnswers();
    const version = await hear(child, answers);
    const send = async (command: { open: string } | { script: string }): Promise<string> => {
      const { id, answer } = answers.expect();
      child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
      return (await answer) as string;
    };
    return {
      version: `WebKitGTK ${version}`,
      open: async (url) => void (await send({ open: url })),
      run: async (task, ...args) => resultOf(await send({ script: `return await ${expressionOf(task, args)}` })),
      kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** Listens to the host, and resolves with its version once it takes commands. */
function hear(child: ChildProcess, answers: Answers): Promise<string> {
  return new Promise((resolve, reject) => {
    const end = (error: Error): void => {
      answers.end(error);
      reject(error);
    };
    child.once('error', end);
    child.once('exit', () => end(new Error('WebKitGTK has ended')));
    child.stdin?.on('error', end);
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { id, value, error } = JSON.parse(line) as { id: number; value?: string; error?: string };
      if (id === 0) resolve(value!);
      else if (error === undefined) answers.resolve(id, value);
      else answers.reject(id, new Error(error));
    });
  });
}
