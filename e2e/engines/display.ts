import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { killTree } from './killtree.ts';

const START_MS = 20_000;

/** A screen that nobody sees, for a browser that needs one. */
export interface Display {
  /** For the environment variable of that name, e.g. ':99'. */
  name: string;
  close(): Promise<void>;
}

/** Starts an X server without a monitor, on a number that it finds free. */
export async function startDisplay(): Promise<Display> {
  // It writes the number to the fourth of its files as soon as it takes connections.
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const pipe = child.stdio[3] as NodeJS.ReadableStream;
  const started = once(pipe, 'data', { signal: AbortSignal.timeout(START_MS) }) as Promise<[Buffer]>;
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  const [number] = await Promise.race([started, failed]);
  return { name: `:${number.toString().trim()}`, close: () => killTree(child) };
}
