import { existsSync, readFileSync } from 'node:fs';
import { run } from '../run.mjs';

/**
 * This system, as scripts/engines/engines.mjs wants it. Packages are installed on Debian, as root, alone.
 * @param {(line: string) => void} say
 * @returns {import('./engines.mjs').System}
 */
export function thisSystem(say) {
  return {
    succeeds: async (command, args) => (await run(command, args, { timeoutMs: 60_000 })).code === 0,
    install: isDebian() && process.getuid?.() === 0 ? (packages) => install(packages, say) : undefined,
  };
}

function isDebian() {
  return existsSync('/usr/bin/apt-get') && existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {readonly string[]} packages @param {(line: string) => void} say */
async function install(packages, say) {
  say(`Installing ${packages.join(', ')} …`);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { code, output } = await run('apt-get', args, { timeoutMs: 900_000, env: { DEBIAN_FRONTEND: 'noninteractive' } });
    // Whether it helped is seen by trying.
    if (code !== 0) say(`apt-get ${args[0]} failed:\n${output.trimEnd()}`);
  }
}
