import { descendants, processes } from './processes.ts';

/** Kills the process of a browser of ours through which it hears, and nothing else of it: every microphone that is open ends. Resolves to how many there were. */
export function killAudioService(profileDir: string): number {
  const all = processes();
  const browsers = descendants(process.pid, all).filter(({ command }) => command.includes(`--user-data-dir=${profileDir}`));
  const services = browsers.flatMap(({ pid }) => descendants(pid, all)).filter(({ command }) => command.includes('audio.mojom.AudioService'));
  for (const { pid } of services) process.kill(pid, 'SIGKILL');
  return services.length;
}
