import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createMemoryStore } from '../api/adapters/memorystore.ts';
import { composeRecording } from '../api/compose/compose.ts';
import { archivePrefix } from '../src/core/names.ts';
import { audioPackets } from '../test/build/audiopackets.ts';
import { createTestKeyRing } from '../test/build/keyring.ts';
import { longAacTake, longOpusTake, storeLongRecording, type LongTake } from '../test/build/longrecording.ts';
import { playAudio } from './harness/decode.ts';
import { serveEmptyPage } from './harness/recorderpage.ts';

const MINUTES = 30;
const OWNER_ID = 'c0'.repeat(16);

const TAKES: [name: string, mimeType: string, make: () => LongTake | Promise<LongTake>][] = [
  ['audio.webm', 'audio/webm', () => longOpusTake(MINUTES)],
  ['audio.m4a', 'audio/mp4', () => longAacTake(MINUTES)],
];

for (const [name, mimeType, make] of TAKES) {
  test(`[CMP43] half an hour in ${name} is played by Chromium, from its middle and to its end`, async ({ page }) => {
    const workDir = await mkdtemp(join(tmpdir(), 'holdfast-archive-'));
    const site = await serveEmptyPage();
    try {
      const store = createMemoryStore({ clock: Date.now });
      const ring = await createTestKeyRing();
      const recordingId = randomUUID();
      const take = await make();
      await storeLongRecording(store, { ownerId: OWNER_ID, recordingId, take, sealTo: ring });
      await composeRecording({ store, keys: ring.keys, clock: Date.now, log: () => undefined, workDir }, OWNER_ID, recordingId);
      const file = await store.get(archivePrefix(OWNER_ID, recordingId) + name);
      await page.goto(site.url);
      // Builds of Chromium without AAC cannot play it; there another reader has to do, which finds every packet.
      if ((await page.evaluate((type) => new Audio().canPlayType(type), take.mimeType)) === '') {
        expect((await audioPackets(new Uint8Array(file!))).packets).toHaveLength(take.packets);
        return;
      }
      const played = await playAudio(page, file!, mimeType);
      expect(played.durationS).toBeCloseTo(take.durationMs / 1000, 1);
      expect(played.seekableToS).toBeCloseTo(take.durationMs / 1000, 1);
      expect(played.seeks.map(({ played: sounded }) => sounded)).toEqual([true, true]);
      for (const { askedS, landedS } of played.seeks) expect(landedS).toBeCloseTo(askedS, 1);
    } finally {
      await site.close();
      await rm(workDir, { recursive: true, force: true });
    }
  });
}
