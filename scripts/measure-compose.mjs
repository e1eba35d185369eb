import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './bootstrap.mjs';
import { run } from './run.mjs';

// `npm run measure:compose`: composes recordings of 12 hours, each in a process of its own, and prints what that took.
// Words after `--`: `minutes=720`, `opus` or `aac` alone, `keep=FOLDER` to have the archives copied there.

const CODECS = ['opus', 'aac'];
const OWNER_ID = 'c0'.repeat(16);
const RECORDING_ID = '11111111-2222-4333-8444-555555555555';
const BUNDLE = join(ROOT, 'node_modules', '.holdfast', 'measure');
const MIB = 1024 * 1024;

checkNode();
await ensureInstalled(ROOT);
const words = process.argv.slice(2);
const minutes = Number(words.find((word) => word.startsWith('minutes='))?.slice(8) ?? 720);
const keep = words.find((word) => word.startsWith('keep='))?.slice(5);
const codecs = CODECS.filter((codec) => words.includes(codec));
const { build, createServer } = await import('vite');
await build({
  configFile: false,
  logLevel: 'error',
  root: ROOT,
  build: { ssr: 'test/build/composechild.ts', target: 'node20', outDir: BUNDLE, emptyOutDir: true, copyPublicDir: false },
});
/** Runs the sources of the tests that make recordings. */
const sources = await createServer({
  configFile: false,
  logLevel: 'error',
  root: ROOT,
  appType: 'custom',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
try {
  console.log(`${minutes} minutes of audio, MiB resident: at start, while reading, at the peak\n`);
  for (const codec of codecs.length > 0 ? codecs : CODECS) console.log(await measure(codec));
} finally {
  await sources.close();
}

/** @param {string} codec */
async function measure(codec) {
  const dir = await mkdtemp(join(tmpdir(), 'measure-compose-'));
  try {
    await store(codec, dir);
    const entry = JSON.stringify(join(BUNDLE, 'composechild.js'));
    const call = `measureCompose(...${JSON.stringify([dir, OWNER_ID, RECORDING_ID])})`;
    const script = `import(${entry}).then((child) => child.${call}).then((figures) => console.log(JSON.stringify(figures)))`;
    const { code, output } = await run(process.execPath, ['-e', script]);
    if (code !== 0) throw new Error(output);
    if (keep) await run('cp', ['-r', join(dir, 'store', 'archive', OWNER_ID, RECORDING_ID), join(keep, codec)]);
    const figures = JSON.parse(output);
    const memory = [figures.startBytes, figures.residentBytes, figures.peakBytes].map((bytes) => String(Math.round(bytes / MIB)).padStart(5)).join('');
    const [{ name, bytes, seconds }] = figures.files;
    return `${codec.padEnd(5)}${memory}  in ${figures.seconds.toFixed(1)} s: ${name}, ${seconds} s, ${(bytes / MIB).toFixed(1)} MiB`;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Makes the recording. @param {string} codec @param {string} dir */
async function store(codec, dir) {
  const { longOpusTake, longAacTake, storeLongRecording } = await sources.ssrLoadModule('/test/build/longrecording.ts');
  const { measuredStore } = await sources.ssrLoadModule('/test/build/composechild.ts');
  const { createKeyRing } = await sources.ssrLoadModule('/api/adapters/local/keyring.ts');
  const { fromBase64 } = await sources.ssrLoadModule('/src/core/bytes.ts');
  const [key] = await (await createKeyRing({ dir: join(dir, 'keys') })).publicKeys();
  const publicKey = await crypto.subtle.importKey('spki', fromBase64(key.spki), { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
  const take = codec === 'opus' ? await longOpusTake(minutes) : longAacTake(minutes);
  await storeLongRecording(measuredStore(dir), { ownerId: OWNER_ID, recordingId: RECORDING_ID, take, sealTo: { kid: key.kid, publicKey } });
}
