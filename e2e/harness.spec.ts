import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { analyse, secondOfTone, toneFaults, wholeSeconds } from './harness/analyse.ts';
import { archivedRecordings, storeKeys, waitForArchive } from './harness/archive.ts';
import { killBrowser, launchBrowser } from './harness/browser.ts';
import { decodeAudio, playAudio } from './harness/decode.ts';
import { descendants } from './harness/processes.ts';
import { scanProfile } from './harness/profile.ts';
import { recordInPage, serveEmptyPage, storedInPage, storeInPage } from './harness/recorderpage.ts';
import { startTestServer } from './harness/server.ts';
import { toneOfSecond, toneSamples, writeToneWav } from './harness/tones.ts';

// The tools of the end-to-end tests, tried on cases whose answer is known.

const test = base.extend<{ folder: string; site: string }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-harness-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  site: async ({}, use) => {
    const server = await serveEmptyPage();
    await use(server.url);
    await server.close();
  },
});

const RATE = 16_000;
const seconds = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => toneOfSecond(from + i));
const faultsOf = (samples: Float32Array): string[] => toneFaults(analyse(samples, RATE));
const without = (samples: Float32Array, fromS: number, toS: number): Float32Array =>
  Float32Array.from([...samples.subarray(0, fromS * RATE), ...samples.subarray(toS * RATE)]);

test('[DEV9] seconds in order are heard as such, from wherever they begin', () => {
  const whole = toneSamples(seconds(3, 30), RATE);
  expect(faultsOf(whole)).toEqual([]);
  expect(wholeSeconds(analyse(whole, RATE))).toBe(27);
  const cut = analyse(whole.subarray(0.4 * RATE, 9.7 * RATE), RATE);
  expect(toneFaults(cut)).toEqual([]);
  expect(cut.map(({ tone }) => secondOfTone(tone!))).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(cut[0]!.durationS).toBeCloseTo(0.6, 1);
});

test('[DEV9] a missing, doubled, swapped, shortened, silenced or noisy second is heard', () => {
  const whole = toneSamples(seconds(0, 8), RATE);
  expect(faultsOf(without(whole, 3, 4))).toEqual(['second 2 is followed by 4 at 3.00 s']);
  expect(faultsOf(toneSamples([0, 1, 2, 2, 3, 4].map(toneOfSecond), RATE))).toEqual([expect.stringMatching(/^second 2 is too long: 2\.0/)]);
  expect(faultsOf(toneSamples([0, 1, 2, 1, 2, 3].map(toneOfSecond), RATE))).toEqual(['second 2 is followed by 1 at 3.00 s']);
  expect(faultsOf(toneSamples([0, 2, 1, 3, 4].map(toneOfSecond), RATE))).toHaveLength(3);
  expect(faultsOf(without(whole, 3.2, 3.5))).toEqual([expect.stringMatching(/^second 3 is too short: 0\.7/)]);
  expect(faultsOf(Float32Array.from(whole).fill(0, 3.2 * RATE, 3.5 * RATE))).toContainEqual(expect.stringMatching(/^no tone for 0\.[23]\d s at 3\.2/));
  const noisy = whole.map((sample, i) => (i > 3 * RATE && i < 4 * RATE ? Math.sin(i * i) : sample));
  expect(faultsOf(noisy)).toContainEqual(expect.stringMatching(/^no tone for /));
  expect(faultsOf(new Float32Array(RATE))).toEqual(['no tone at all']);
});

test('[DEV9] a cut is allowed only where it is said to be', () => {
  const cut = analyse(without(toneSamples(seconds(0, 8), RATE), 3.2, 5.5), RATE);
  expect(toneFaults(cut, { cutsAtS: [3.2] })).toEqual([]);
  expect(toneFaults(cut, { cutsAtS: [6] })).not.toEqual([]);
});

test('[DEV10] what Chromium records from the tone file comes back as its seconds', async ({ folder, site }) => {
  const wav = join(folder, 'tones.wav');
  await writeToneWav(wav, 30);
  const browser = await launchBrowser(join(folder, 'profile'), { microphone: wav });
  try {
    const page = await browser.newPage();
    await page.goto(site);
    const file = await recordInPage(page, 5);
    const { samples, sampleRate, durationS } = await decodeAudio(page, file);
    expect(durationS).toBeGreaterThan(4.5);
    const stretches = analyse(samples, sampleRate);
    expect(toneFaults(stretches)).toEqual([]);
    expect(wholeSeconds(stretches)).toBeGreaterThanOrEqual(3);
    // The control: without its middle the same recording is faulty.
    expect(toneFaults(analyse(Float32Array.from([...samples.subarray(0, 2 * RATE), ...samples.subarray(3 * RATE)]), RATE))).not.toEqual([]);
  } finally {
    await browser.close();
  }
});

test('[DEV10] a file with a duration can be seeked in; one as MediaRecorder leaves it has none', async ({ folder, site }) => {
  await writeToneWav(join(folder, 'tones.wav'), 4);
  const browser = await launchBrowser(join(folder, 'profile'));
  try {
    const page = await browser.newPage();
    const whole = await playAudio(page, await readFile(join(folder, 'tones.wav')), 'audio/wav');
    expect(whole.durationS).toBeCloseTo(4, 2);
    expect(whole.seekableToS).toBeCloseTo(4, 2);
    expect(whole.seeks.map(({ askedS }) => askedS)).toEqual([expect.closeTo(2, 1), expect.closeTo(3.7, 1)]);
    for (const { askedS, landedS, played } of whole.seeks) expect({ landedS, played }).toEqual({ landedS: expect.closeTo(askedS, 1), played: true });
    await page.goto(site);
    const live = await playAudio(page, await recordInPage(page, 1), 'audio/webm');
    expect(live.durationS).toBe(Infinity);
    await expect(decodeAudio(page, Buffer.from('no audio'))).rejects.toThrow(/decode/);
    await expect(playAudio(page, Buffer.from('no audio'), 'audio/webm')).rejects.toThrow(/cannot play/);
  } finally {
    await browser.close();
  }
});

test('[DEV11] killing a browser leaves none of its processes, and a profile that opens again', async ({ folder, site }) => {
  const profile = join(folder, 'profile');
  const other = await launchBrowser(join(folder, 'other'));
  const killed = await launchBrowser(profile);
  const page = await killed.newPage();
  await page.goto(site);
  await storeInPage(page, Buffer.alloc(1000, 1), false);
  const closed = killed.waitForEvent('close');
  expect(await killBrowser(profile)).toBeGreaterThan(2);
  await closed;
  expect(descendants(process.pid).filter(({ command }) => command.includes(profile))).toEqual([]);
  await expect(killBrowser(profile)).rejects.toThrow('no browser runs on');
  expect(await (await other.newPage()).evaluate(() => 1 + 1)).toBe(2);
  await other.close();

  const reopened = await launchBrowser(profile);
  const again = await reopened.newPage();
  await again.goto(site);
  expect(await storedInPage(again)).toBe(1000);
  await reopened.close();
});

// The scan is only worth something if it finds what is there: small values lie in the database itself, large ones in files beside it.
for (const [size, length] of [['small', 3] as const, ['large', 30] as const]) {
  test(`[DEV12] the scan of a profile finds ${size} plain audio and nothing when it is sealed`, async ({ folder, site }) => {
    const stored = await madeRecording(folder, site, length);
    for (const sealed of [false, true]) {
      const profile = join(folder, sealed ? 'sealed' : 'plain');
      const browser = await launchBrowser(profile);
      const storing = await browser.newPage();
      await storing.goto(site);
      await storeInPage(storing, stored, sealed);
      await browser.close();
      const found = await scanProfile(profile, [{ what: 'the recording', bytes: stored }]);
      if (sealed) expect(found).toEqual([]);
      else expect(found.map(({ what }) => what)).toEqual(expect.arrayContaining(['WebM header', 'the recording']));
    }
  });
}

/** A WebM of about 4 KB for each second, recorded for 3 s and its clusters repeated: size matters here, not content. */
async function madeRecording(folder: string, site: string, length: number): Promise<Buffer> {
  const browser = await launchBrowser(join(folder, 'recorder'));
  try {
    const page = await browser.newPage();
    await page.goto(site);
    const file = await recordInPage(page, 3);
    return Buffer.concat(Array.from({ length: length / 3 }, () => file));
  } finally {
    await browser.close();
  }
}

test('[DEV12] names of formats in program text are not taken for audio', async ({ folder }) => {
  await writeFile(join(folder, 'code.js'), `const types = ['OpusHead', 'ftyp', 'moof', 'audio/webm'];`);
  await mkdir(join(folder, 'deep'));
  await writeFile(join(folder, 'deep', 'a.m4a'), Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypM4A ')]));
  expect(await scanProfile(folder)).toEqual([{ file: join('deep', 'a.m4a'), offset: 4, what: 'MP4 file type' }]);
});

/** A service that counts how often it has been started on its data. */
const FIXTURE = `import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
export async function startServer({ port, host, dataDir }) {
  let starts = 1;
  try { starts += Number(readFileSync(dataDir + '/starts', 'utf8')); } catch {}
  writeFileSync(dataDir + '/starts', String(starts));
  const server = createServer((_, response) => response.end(JSON.stringify({ starts, secret: process.env.SECRET, given: process.env.GIVEN })));
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  console.log('started');
  return { url: 'http://localhost:' + server.address().port, close: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }) };
}`;

test('[DEV13] the service stops, is killed and starts again on the same address and data', async ({ folder }) => {
  await mkdir(join(folder, 'server'));
  await writeFile(join(folder, 'server', 'node.js'), FIXTURE);
  process.env.SECRET = 'of the developer';
  const server = await startTestServer({ dist: folder, env: { GIVEN: 'yes' } });
  delete process.env.SECRET;
  const ask = async (): Promise<unknown> => (await fetch(server.url)).json();
  expect(await ask()).toEqual({ starts: 1, given: 'yes' });
  await server.stop();
  await expect(ask()).rejects.toThrow();
  await server.restart();
  expect(await ask()).toEqual({ starts: 2, given: 'yes' });
  await server.kill();
  await expect(ask()).rejects.toThrow();
  await server.restart();
  await server.restart();
  expect(await ask()).toMatchObject({ starts: 4 });
  expect(server.output().match(/^started$/gm)).toHaveLength(4);
  await server.dispose();
  await expect(readFile(join(server.dataDir, 'starts'))).rejects.toThrow('ENOENT');
});

test('[DEV13] a service that does not start says why', async ({ folder }) => {
  await expect(startTestServer({ dist: folder })).rejects.toThrow('Nothing is built');
});

test('[DEV14] the archive is read from disk, and waiting for it ends in recordings, a problem or a deadline', async ({ folder }) => {
  const ownerId = '0'.repeat(32);
  const recordingId = '00000000-0000-4000-8000-000000000000';
  const common = { version: 1, ownerId, recordingId, manifestSha256: 'a'.repeat(64) };
  const place = join(folder, 'store', 'archive', ownerId, recordingId);
  expect(await storeKeys(folder)).toEqual([]);
  await expect(waitForArchive(folder, { timeoutMs: 1 })).rejects.toThrow('0 of 1 archived');

  const waiting = waitForArchive(folder);
  await mkdir(join(folder, 'store', '.incoming'), { recursive: true });
  await writeFile(join(folder, 'store', '.incoming', 'x'), 'half');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'audio.webm'), 'sound');
  const file = { name: 'audio.webm', mimeType: 'audio/webm', bytes: 5, sha256: 'b'.repeat(64), seconds: 1, takes: [0] };
  const record = { ...common, archivedAtMs: 1, seconds: 1, files: [file], partial: false, startedAtMs: 0, endedAtMs: 1, gaps: [], marks: [], texts: [] };
  // In one step, as a store does: a half written record is no record.
  await writeFile(join(folder, 'record'), JSON.stringify({ ...record, consent: null }));
  await rename(join(folder, 'record'), join(place, 'recording.json'));
  expect(await waiting).toMatchObject([{ recordingId, files: [{ name: 'audio.webm', bytes: Buffer.from('sound') }] }]);
  expect(await storeKeys(folder)).toEqual(['audio.webm', 'recording.json'].map((name) => `archive/${ownerId}/${recordingId}/${name}`));

  await writeFile(join(place, 'recording.json'), JSON.stringify({ ...record, seconds: 'one' }));
  await expect(archivedRecordings(folder)).rejects.toThrow();
  await rm(join(place, 'recording.json'));
  await writeFile(join(place, 'problem.json'), JSON.stringify({ ...common, atMs: 1, code: 'seal_broken', detail: 'chunk 3' }));
  await expect(waitForArchive(folder)).rejects.toThrow('seal_broken (chunk 3)');
});
