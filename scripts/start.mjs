import { relative } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';
import { LanError, lanOf } from './lan.mjs';

// `npm start`: from a fresh clone to a running app; `npm start -- --host` for phones in the same network.
// Later imports wait until packages are installed.

const DEMO_USERS = ['admin@clinicalops.co', 'support@clinicalops.co', 'doctor@example.org', 'nurse@example.org'];

checkNode();
const { closeOnSignal, serve, SettingsError, settingsOf } = await import('./serve.mjs');
try {
  const lan = lanOf(process.argv.slice(2));
  const settings = { ...settingsOf(process.env), ...(lan && { lan: true, host: lan.address }) };
  await ensureInstalled(ROOT);
  const { build, isBuilt } = await import('./build.mjs');
  if (!isBuilt(ROOT)) {
    console.log('Building …');
    await build(ROOT);
  }
  const server = await serve(settings);
  closeOnSignal(server);
  const dataDir = relative(process.cwd(), settings.dataDir) || '.';
  console.log(`
Holdfast is running at  ${server.url}
Demo users              ${DEMO_USERS.join('\n                        ')}
Data lies in            ${dataDir}
Recordings lie in       ${server.recordingsIn.replace(settings.dataDir, dataDir)}
Stop with               Ctrl-C
`);
  if (server.phone) console.log(await phoneText(server.phone, lan?.others ?? []));
} catch (error) {
  const told = error instanceof SettingsError || error instanceof LanError || (error instanceof Error && error.message.includes('failed:'));
  console.error(told ? error.message : error);
  process.exit(1);
}

/**
 * What somebody with a phone in their hand needs.
 * @param {{ url: string, fingerprint: string }} phone
 * @param {readonly string[]} others Further addresses of this computer.
 */
async function phoneText({ url, fingerprint }, others) {
  const { renderUnicodeCompact } = await import('uqr');
  // Light on dark whatever the terminal's own colours are: not every camera reads the reverse.
  const [on, off] = process.stdout.isTTY ? ['\x1b[97;40m', '\x1b[0m'] : ['', ''];
  const code = renderUnicodeCompact(url, { border: 2 }).split('\n').map((line) => on + line + off);
  return `On a phone in the same network, scan this or open ${url}

${code.join('\n')}

SHA-256 of the certificate that the phone is asked to trust:
${fingerprint}
${others.length > 0 ? `\nThe phone does not reach it? Other addresses of this computer: ${others.join(', ')}\n` : ''}
Whoever is in this network can sign in as a demo user: record nothing that is private.
`;
}
