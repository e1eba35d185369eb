import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { AAC_MIME_TYPE, AAC_PACKET_SAMPLES, aacMp4 } from '../test/build/aacmp4.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import type { Archived } from './harness/archive.ts';
import { appOn, signIn } from './screens/app.ts';
import { libraryOn } from './screens/library.ts';

/** What is heard of the page's audio elements: where they are, and how they play. */
function watchAudio(): void {
  const heard: HTMLAudioElement[] = [];
  Object.assign(globalThis, { heard });
  const Real = globalThis.Audio;
  globalThis.Audio = function () {
    const one = new Real();
    heard.push(one);
    return one;
  } as unknown as typeof Audio;
}

const audioOf = (page: Page) =>
  page.evaluate(() => {
    const one = (globalThis as unknown as { heard: HTMLAudioElement[] }).heard.at(-1)!;
    return { paused: one.paused, currentTime: one.currentTime, duration: one.duration, rate: one.playbackRate, error: one.error?.message ?? null };
  });

/** Opens the newest recording's player, which plays at once. */
async function play(page: Page) {
  const library = libraryOn(page);
  await library.open();
  const item = library.items.first();
  await item.getByRole('button', { name: 'Play', exact: true }).click();
  const player = item.getByRole('group', { name: 'Player' });
  await expect(player.getByRole('button', { name: 'Pause' })).toBeFocused();
  return { library, item, player };
}

test('R11 B10 what was recorded is heard without a network, from take to take, with its marks, and saved as a file that plays', async ({ server, newDevice, page: listener }) => {
  const device = await newDevice({ seconds: 40, scripts: [watchAudio] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(3_000);
  await page.getByRole('button', { name: 'Mark this moment' }).click();
  await app.waitForSaved(6_000);
  await app.pause();
  await app.resume();
  await app.waitForSaved(12_000);
  const savedMs = await app.stop();

  const { library, item, player } = await play(page);
  await expect.poll(async () => (await audioOf(page)).currentTime).toBeGreaterThan(0.5);
  // One file for both takes, and its length is what the screen called saved.
  const { duration, error } = await audioOf(page);
  expect(error).toBeNull();
  expect(Math.abs(duration * 1000 - savedMs)).toBeLessThanOrEqual(200);
  const clock = (ms: number) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
  const position = player.getByRole('slider', { name: 'Position' });
  await expect(position).toHaveAttribute('aria-valuetext', new RegExp(` of ${clock(duration * 1000)}$`));

  await player.getByRole('button', { name: 'Pause' }).click();
  expect((await audioOf(page)).paused).toBe(true);
  await player.getByRole('button', { name: 'Back 15 seconds' }).click();
  await expect(position).toHaveValue('0');
  await player.getByRole('button', { name: 'Forward 15 seconds' }).click();
  await expect(position).toHaveAttribute('aria-valuetext', new RegExp(`^${clock(duration * 1000)} of `));
  await position.press('ArrowLeft');
  await expect.poll(async () => (await audioOf(page)).currentTime).toBeCloseTo(duration - 5, 0);
  await player.getByRole('combobox', { name: 'Speed' }).selectOption('2×');
  expect((await audioOf(page)).rate).toBe(2);

  const points = player.getByRole('group', { name: 'Marks and interruptions' }).getByRole('button');
  await expect(points).toHaveText([/^0:0[34] Mark 1$/, /^0:0[67] Take 2$/]);
  await points.nth(1).click();
  const secondTakeS = Number(await points.nth(1).getAttribute('data-at-ms')) / 1000;
  await expect.poll(async () => (await audioOf(page)).currentTime).toBeCloseTo(secondTakeS, 1);
  await player.getByRole('button', { name: 'Play', exact: true }).click();
  // To the end at double speed, where it stops by itself.
  await expect(player.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 15_000 });
  await expect(position).toHaveAttribute('aria-valuetext', new RegExp(`^${clock(duration * 1000)} of `));

  await library.more(item);
  const download = page.waitForEvent('download');
  await item.getByRole('button', { name: 'Save as a file' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^holdfast-\d{4}-\d\d-\d\d-\d{4}-[0-9a-f]{8}\.webm$/);
  const bytes = await readFile(await saved.path());
  const file = { files: [{ name: 'audio.webm', bytes, mimeType: 'audio/webm' }] } as unknown as Archived;
  const heard = await listen(listener, file, { cutsAtS: [secondTakeS], cutToleranceS: 1 });
  expect(Math.abs(heard.durationS * 1000 - savedMs)).toBeLessThanOrEqual(200);
});

/** The first take has one channel and the others two, as when a headset is pulled out: the machine's own microphone here has two. */
function firstInMono(): void {
  const Real = MediaRecorder;
  let made = 0;
  const mono = (stream: MediaStream): MediaStream => {
    const context = new AudioContext();
    const one = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    context.createMediaStreamSource(stream).connect(one);
    return one.stream;
  };
  globalThis.MediaRecorder = class extends Real {
    constructor(stream: MediaStream, options?: MediaRecorderOptions) {
      super(made++ === 0 ? mono(stream) : stream, options);
    }
  };
}

test('R11 [PLY2] takes that do not decode alike are heard one after the other as one recording, and saved as a file each', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 40, scripts: [watchAudio, firstInMono] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(4_000);
  await app.pause();
  await app.resume();
  await app.waitForSaved(8_000);
  const savedMs = await app.stop();

  const { library, item, player } = await play(page);
  await expect.poll(async () => (await audioOf(page)).currentTime).toBeGreaterThan(0.3);
  const first = await audioOf(page);
  // Each part is a file of its own; together they are the recording.
  expect(first.duration * 1000).toBeLessThan(savedMs - 2_000);
  const points = player.getByRole('group', { name: 'Marks and interruptions' }).getByRole('button');
  await expect(points).toHaveText([/Take 2$/]);
  const secondTakeS = Number(await points.first().getAttribute('data-at-ms')) / 1000;
  expect(secondTakeS).toBeCloseTo(first.duration, 1);
  await player.getByRole('combobox', { name: 'Speed' }).selectOption('2×');
  // It goes on from the first file into the second by itself, as quick as it was.
  await expect.poll(async () => (await audioOf(page)).duration, { timeout: 10_000 }).not.toBeCloseTo(first.duration, 2);
  const second = await audioOf(page);
  expect(second).toMatchObject({ rate: 2, error: null });
  expect(Math.abs((first.duration + second.duration) * 1000 - savedMs)).toBeLessThanOrEqual(200);
  await expect(player.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 15_000 });
  // Back over the border, with the second's end behind.
  const position = player.getByRole('slider', { name: 'Position' });
  await player.getByRole('button', { name: 'Back 15 seconds' }).click();
  await expect(position).toHaveValue('0');
  await expect.poll(async () => (await audioOf(page)).duration).toBeCloseTo(first.duration, 2);

  await library.more(item);
  const names: string[] = [];
  page.on('download', (download) => names.push(download.suggestedFilename()));
  await item.getByRole('button', { name: 'Save as a file' }).click();
  await expect.poll(() => names).toEqual([expect.stringMatching(/-1\.webm$/), expect.stringMatching(/-2\.webm$/)]);
});

/** A recorder that writes AAC as Safari does: a header, then a fragment for every quarter of a second. */
function aacRecorder(): { content: string } {
  const silence = Uint8Array.of(0x00, 0xc8, 0x00, 0x80, 0x23, 0x80);
  const packets = Array.from({ length: 12 }, () => silence);
  const { header, parts } = aacMp4({ sampleRate: 48_000, fragments: Array.from({ length: 80 }, () => packets) });
  const base64 = [header, ...parts].map((bytes) => Buffer.from(bytes).toString('base64'));
  const content = `
    const slices = ${JSON.stringify(base64)}.map((text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
    globalThis.MediaRecorder = class extends EventTarget {
      static isTypeSupported = (type) => type.startsWith('audio/mp4');
      state = 'inactive';
      mimeType = '${AAC_MIME_TYPE}';
      next = 0;
      constructor(stream) { super(); this.stream = stream; }
      emit(name, init) { const event = Object.assign(new Event(name), init); this['on' + name]?.(event); this.dispatchEvent(event); }
      give() { this.emit('dataavailable', { data: new Blob(this.next === 0 ? slices.slice(0, 2) : [slices[this.next + 1]], { type: this.mimeType }) }); this.next += 1; }
      start() { this.state = 'recording'; this.emit('start'); this.timer = setInterval(() => this.give(), ${(12 * AAC_PACKET_SAMPLES) / 48}); }
      requestData() { }
      pause() { this.state = 'paused'; }
      resume() { this.state = 'recording'; }
      stop() { clearInterval(this.timer); this.state = 'inactive'; setTimeout(() => { this.give(); this.emit('stop'); }); }
    };`;
  return { content };
}

test('R11 B10 what Safari records is heard and saved as .m4a, or this browser says that it cannot', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 20, scripts: [watchAudio, aacRecorder()] });
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const { page } = app;
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(5_000);
  const savedMs = await app.stop();
  const { library, item } = await play(page);
  if (await page.evaluate((type) => document.createElement('audio').canPlayType(type) !== '', AAC_MIME_TYPE)) {
    await expect.poll(async () => (await audioOf(page)).currentTime).toBeGreaterThan(0.5);
    const { duration, error } = await audioOf(page);
    expect(error).toBeNull();
    expect(Math.abs(duration * 1000 - savedMs)).toBeLessThanOrEqual(300);
  } else {
    await expect(item.getByRole('alert')).toContainText('Its sound cannot be played on this device.');
  }
  await library.more(item);
  const download = page.waitForEvent('download');
  await item.getByRole('button', { name: 'Save as a file' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.m4a$/);
});

test('R11 without a key on this device a recording says that it is sealed, and is saved sealed', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  // As after a sign-out and another sign-in: the key is gone, and with it what it had wrapped.
  await app.page.evaluate(async () => {
    const found = (await indexedDB.databases()).find(({ name }) => name?.startsWith('holdfast-'));
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(found!.name!);
      request.onsuccess = () => resolve(request.result);
    });
    const transaction = db.transaction(['deviceKeys', 'deviceWraps'], 'readwrite');
    transaction.objectStore('deviceKeys').clear();
    transaction.objectStore('deviceWraps').clear();
    await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
    db.close();
  });
  const library = libraryOn(app.page);
  await library.open();
  const item = library.items.first();
  await item.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(item.getByRole('status')).toHaveText('It is sealed, and this device has no key to it. It can be heard only at the organisation.');
  await library.more(item);
  const download = app.page.waitForEvent('download');
  await item.getByRole('button', { name: 'Save as a file' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.tar$/);
});

test('R11 sound that only the archive still has is told, and the player closes', async ({ server, device }) => {
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await app.record();
  await app.waitForSaved(1_000);
  await app.stop();
  const library = libraryOn(app.page);
  await library.open();
  const item = library.items.first();
  await expect(item).toContainText('In the archive', { timeout: 15_000 });
  await app.page.getByText('Storage', { exact: true }).click();
  await app.page.getByRole('button', { name: 'Free space' }).click();
  await app.page.getByRole('dialog').getByRole('button', { name: /^Free / }).click();
  await expect(app.page.getByText(/^Freed/)).toBeVisible();
  await app.page.reload();
  await appOn(app.page).catch(() => undefined);
  await library.open();
  await item.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(item.getByRole('status')).toHaveText('Its sound is in the archive and no longer on this device.');
  await item.getByRole('button', { name: 'Close the player' }).click();
  await expect(item.getByRole('group', { name: 'Player' })).toBeHidden();
});
