import type { ChildProcess } from 'node:child_process';
import { descendants, processes } from '../harness/processes.ts';
import { until } from './until.ts';

/** `kill -9` of a program that this process has started, and of all that it has. Resolves when nothing of it is left. */
export async function killTree(child: ChildProcess): Promise<void> {
  const all = processes();
  const doomed = new Map(all.filter(({ pid }) => pid === child.pid).map((one) => [one.pid, one.command]));
  if (child.pid !== undefined) for (const { pid, command } of descendants(child.pid, all)) doomed.set(pid, command);
  for (const pid of doomed.keys()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // Gone with its parent.
    }
  }
  // A number may come again, but not soon with the same command.
  await until(() => !processes().some(({ pid, command }) => doomed.get(pid) === command), 'processes survived SIGKILL');
}
