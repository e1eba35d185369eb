import { expect, type Page } from '@playwright/test';
import { storeKeys, waitForArchive, type Archived } from '../harness/archive.ts';
import { decodeAudio } from '../harness/decode.ts';
import { enginesHere, type EngineUnderTest } from './engines.ts';
import { test } from './fixtures.ts';

// What holds in every engine. What cannot be tried in one is found out by trying and printed: "not possible here".

const USER = 'doctor@example.org';
/** How far the archive may be from what the screen called saved. */
const TOLERANCE_S = 0.3;
/** A file may begin or end within a packet. */
const PACKET_S = 0.05;

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** Checks what an archived recording sounds like and prints the figures. Resolves with how long it plays, in seconds. */
async function listen(page: Page, under: EngineUnderTest, archived: Archived, savedMs: number, cutsAtS: readonly number[] = []): Promise<number> {
  expect(archived.files).toHaveLength(1);
  const { bytes, mimeType } = archived.files[0]!;
  const pcm = await decodeAudio(page, bytes);
  console.log(`  ${under.name}: ${seconds(savedMs)} s saved, ${archived.record.seconds.toFixed(2)} s archived as ${mimeType}, ${pcm.durationS.toFixed(2)} s heard`);
  // What is counted and what a player makes of the file is the same.
  expect(Math.abs(pcm.durationS - archived.record.seconds)).toBeLessThanOrEqual(PACKET_S);
  expect(under.soundFaults(pcm, cutsAtS)).toEqual([]);
  return pcm.durationS;
}

for (const under of enginesHere()) {
  test.describe(under.name, () => {
    test('[ENG1] R20 recorded without a network, which comes back: the open page sends it, and every saved second is in the archive', async ({ server, startOn, page }) => {
      const device = await startOn(under.launch);
      console.log(`  ${device.engine().version}`);
      const app = device.screen();
      await app.signIn(USER);
      // Nobody else could send it.
      expect(await device.engine().run(() => 'SyncManager' in globalThis)).toBe(false);
      console.log('  not possible here: sending with the app closed, for there is no Background Sync');
      await device.loseNetwork();
      if (await device.engine().run(() => navigator.onLine)) console.log('  not possible here: being offline, so the server is stopped instead; the events "offline" and "online" do not come');
      await app.record();
      await app.waitForSaved(6_000);
      const savedMs = await app.stop();
      await app.showRecordings();
      await app.waitForText('Keep the app open to send.');
      expect(await storeKeys(server.dataDir, 'ingest/')).toEqual([]);
      await device.regainNetwork();
      const backAtMs = Date.now();

      const [archived] = await waitForArchive(server.dataDir, { timeoutMs: 60_000 });
      console.log(`  ${under.name}: sent and archived ${seconds(Date.now() - backAtMs)} s after the network was back`);
      const heardS = await listen(page, under, archived!, savedMs);
      expect(Math.abs(heardS - savedMs / 1000)).toBeLessThanOrEqual(TOLERANCE_S);
      expect(archived!.record.partial).toBe(false);
      await app.waitForText('Sent');
    });

    test('R2 with a pause: one file with both takes', async ({ server, startOn, page }) => {
      const app = (await startOn(under.launch)).screen();
      await app.signIn(USER);
      await app.record();
      await app.waitForSaved(4_000);
      const pausedMs = await app.pause();
      await app.resume();
      await app.waitForSaved(pausedMs + 4_000);
      const savedMs = await app.stop();

      const [archived] = await waitForArchive(server.dataDir, { timeoutMs: 60_000 });
      expect(archived!.record.files[0]!.takes).toEqual([0, 1]);
      const heardS = await listen(page, under, archived!, savedMs, [pausedMs / 1000]);
      expect(Math.abs(heardS - savedMs / 1000)).toBeLessThanOrEqual(TOLERANCE_S);
    });

    test('R1 opened again without a server: it comes from the device, records, and both recordings are sent later', async ({ server, startOn, page }) => {
      const device = await startOn(under.launch);
      const app = device.screen();
      await app.signIn(USER);
      await server.stop();
      // It is the worker that answers, not a cache of the browser's own: what is the server's stays unanswered.
      await expect(device.engine().open(`${server.url}/api/health`)).rejects.toThrow();
      await app.open();
      const savedMs: number[] = [];
      for (const ms of [3_000, 5_000]) {
        await app.record();
        await app.waitForSaved(ms);
        savedMs.push(await app.stop());
        await app.open();
      }
      await server.restart();

      const archived = await waitForArchive(server.dataDir, { count: 2, timeoutMs: 60_000 });
      const inOrder = archived.toSorted((a, b) => a.record.startedAtMs - b.record.startedAtMs);
      for (const [i, recording] of inOrder.entries()) {
        const heardS = await listen(page, under, recording, savedMs[i]!);
        expect(Math.abs(heardS - savedMs[i]! / 1000)).toBeLessThanOrEqual(TOLERANCE_S);
      }
    });

    test('R4 killed in mid-recording without a server: nothing that was shown as saved is missing', async ({ server, startOn, page }) => {
      const device = await startOn(under.launch);
      await device.screen().signIn(USER);
      await server.stop();
      await device.screen().record();
      const shownMs = await device.screen().waitForSaved(8_000);
      await device.kill();
      await device.start();
      // It opens without a server and lists what it has, marked partial, without being asked.
      await device.screen().open();
      await device.screen().showRecordings();
      await device.screen().waitForText('Partial');
      await server.restart();
      const status = await device.engine().run(async () => (await fetch('/api/session')).status);
      console.log(`  ${under.name}: after the kill the session is ${status === 200 ? 'kept' : 'forgotten'}`);
      await device.screen().signIn(USER);

      const [archived] = await waitForArchive(server.dataDir, { timeoutMs: 60_000 });
      const heardS = await listen(page, under, archived!, shownMs);
      expect(heardS).toBeGreaterThanOrEqual(shownMs / 1000 - PACKET_S);
      expect(archived!.record.partial).toBe(true);
    });

    if (!under.recordsAac) return;
    test('[ENG2] R20 in the codec of older Safari, AAC: recorded without a server, and every saved second is in the archive', async ({ server, startOn, page }) => {
      const device = await startOn(under.launch);
      const app = device.screen();
      await app.signIn(USER);
      await device.engine().run(() => {
        const real = MediaRecorder.isTypeSupported.bind(MediaRecorder);
        MediaRecorder.isTypeSupported = (type) => !type.includes('opus') && real(type);
      });
      await server.stop();
      await app.record();
      await app.waitForSaved(6_000);
      const savedMs = await app.stop();
      await server.restart();

      const [archived] = await waitForArchive(server.dataDir, { timeoutMs: 60_000 });
      expect(archived!.files.map(({ name }) => name)).toEqual(['audio.m4a']);
      const heardS = await listen(page, under, archived!, savedMs);
      expect(Math.abs(heardS - savedMs / 1000)).toBeLessThanOrEqual(TOLERANCE_S);
    });
  });
}
