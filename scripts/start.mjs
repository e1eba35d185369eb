import { relative } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';

// `npm start`: from a fresh clone to a running app. Later imports wait until packages are installed.

const DEMO_USERS = ['admin@clinicalops.co', 'support@clinicalops.co', 'doctor@example.org', 'nurse@example.org'];

checkNode();
const { closeOnSignal, serve, SettingsError, settingsOf } = await import('./serve.mjs');
try {
  const settings = settingsOf(process.env);
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
} catch (error) {
  console.error(error instanceof SettingsError || (error instanceof Error && error.message.includes('failed:')) ? error.message : error);
  process.exit(1);
}
