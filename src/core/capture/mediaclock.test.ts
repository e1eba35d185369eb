import { expect, test } from 'vitest';
import fc from 'fast-check';
import { AAC_MIME_TYPE, aacMp4, fragment, moofOf } from '../../../test/build/aacmp4.ts';
import { FIXTURE_MS, FIXTURE_PACKET_MS, mediaFixture, type MediaFixture } from '../../../test/build/mediafixture.ts';
import { blockContent, clusterAt, element, simpleBlock, unsigned, webmHeader } from '../../../test/build/webmelements.ts';
import { concat, type Bytes } from '../bytes.ts';
import { createMediaClock } from './mediaclock.ts';

const WEBM = 'audio/webm;codecs=opus';
/** CELT, 20 ms, three frames: 60 ms, as Chromium writes them. */
const PACKET_60_MS = new Uint8Array([0xff, 0x03, 1, 2, 3]);
const FIXTURES: MediaFixture[] = ['chromium-opus.webm', 'chromium-opus-paused.webm', 'chromium-opus.mp4', 'chromium-opus-paused.mp4'];

function durationOf(mimeType: string, parts: readonly Bytes[]): number {
  const clock = createMediaClock(mimeType);
  for (const part of parts) clock.push(part);
  return clock.durationMs();
}

function split(bytes: Bytes, cuts: readonly number[]): Bytes[] {
  const places = [0, ...cuts.map((cut) => cut % bytes.byteLength).toSorted((a, b) => a - b), bytes.byteLength];
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}

test.each(FIXTURES)('[MED1] %s: the count never falls, never exceeds the audio, and ends within a packet of it', (name) => {
  const { mimeType, chunks } = mediaFixture(name);
  const clock = createMediaClock(mimeType);
  let before = 0;
  for (const byte of concat(chunks)) {
    clock.push(new Uint8Array([byte]));
    expect(clock.durationMs()).toBeGreaterThanOrEqual(before);
    before = clock.durationMs();
  }
  expect(before).toBeLessThanOrEqual(FIXTURE_MS);
  expect(before).toBeGreaterThan(FIXTURE_MS - FIXTURE_PACKET_MS);
});

test.each(FIXTURES)('[MED1] %s: a slice of the recorder is counted when it arrives', (name) => {
  const { mimeType, chunks } = mediaFixture(name);
  const clock = createMediaClock(mimeType);
  const counts = chunks.map((chunk) => {
    clock.push(chunk);
    return clock.durationMs();
  });
  expect(counts.slice(1).every((count, i) => count > counts[i]!)).toBe(true);
});

test.each(FIXTURES)('[MED2] %s: how the bytes are cut makes no difference', (name) => {
  const { mimeType, chunks } = mediaFixture(name);
  const whole = concat(chunks);
  const expected = durationOf(mimeType, [whole]);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
      expect(durationOf(mimeType, split(whole, cuts))).toBe(expected);
    }),
  );
});

test('[MED3] a block counts when its last byte is there', () => {
  const bytes = concat([webmHeader(), clusterAt(0), simpleBlock(0, PACKET_60_MS)]);
  expect(durationOf(WEBM, [bytes.subarray(0, -1)])).toBe(0);
  expect(durationOf(WEBM, [bytes])).toBe(60);
});

test('[MED3] a block group counts when all of it is there, by its own duration when the codec tells none', () => {
  const group = element('a0', element('a1', blockContent(0, PACKET_60_MS, 0)), element('9b', unsigned(35)));
  const bytes = concat([webmHeader('A_VORBIS'), clusterAt(0), group]);
  expect(durationOf('audio/webm', [bytes.subarray(0, -1)])).toBe(0);
  expect(durationOf('audio/webm', [bytes])).toBe(35);
});

test('[MED3] clusters of known size and elements that are not needed are read through', () => {
  const cluster = element('1f43b675', element('e7', unsigned(0)), element('ec', new Uint8Array(300)), simpleBlock(0, PACKET_60_MS));
  expect(durationOf(WEBM, [webmHeader(), element('1c53bb6b', new Uint8Array(9)), cluster, clusterAt(60), simpleBlock(0, PACKET_60_MS)])).toBe(120);
});

test('[MED4] a fragment counts when its mdat is whole, and a moof without one never', () => {
  const { header, parts } = aacMp4({ sampleRate: 48000, fragments: Array.from({ length: 3 }, () => packets(48)) });
  const bytes = concat([header, ...parts]);
  expect(durationOf(AAC_MIME_TYPE, [bytes.subarray(0, -1)])).toBe(2048);
  expect(durationOf(AAC_MIME_TYPE, [bytes])).toBe(3072);
  expect(durationOf(AAC_MIME_TYPE, [bytes, moofOf(parts[2]!)])).toBe(3072);
});

test('[MED4] an mdat too short for the samples of its moof does not count', () => {
  const { header, parts } = aacMp4({ sampleRate: 48000, fragments: [packets(48)] });
  const mdat = new Uint8Array([0, 0, 0, 8, 0x6d, 0x64, 0x61, 0x74]);
  expect(durationOf(AAC_MIME_TYPE, [header, moofOf(parts[0]!), mdat])).toBe(0);
});

test('[MED4] the same fragment twice is counted once', () => {
  const { header, parts } = aacMp4({ sampleRate: 44100, fragments: [packets(43), packets(43)] });
  expect(durationOf(AAC_MIME_TYPE, [header, ...parts, parts[1]!])).toBe(durationOf(AAC_MIME_TYPE, [header, ...parts]));
});

test('[MED5] a jump of the timestamps, such as sleep makes, is not counted as audio', () => {
  const blocks = [clusterAt(0), simpleBlock(0, PACKET_60_MS), clusterAt(60_000), simpleBlock(0, PACKET_60_MS)];
  expect(durationOf(WEBM, [webmHeader(), ...blocks])).toBe(120);
  const { header, parts } = aacMp4({ sampleRate: 48000, fragments: [packets(48)] });
  expect(durationOf(AAC_MIME_TYPE, [header, parts[0]!, fragment(2, 48000 * 60, packets(48))])).toBe(2048);
});

test('[MED5] packets that overlap are not counted beyond the time they cover', () => {
  const blocks = [simpleBlock(0, PACKET_60_MS), simpleBlock(30, PACKET_60_MS)];
  expect(durationOf(WEBM, [webmHeader(), clusterAt(0), ...blocks])).toBe(90);
});

test('[MED6] the first timestamp need not be zero', () => {
  expect(durationOf(WEBM, [webmHeader(), clusterAt(5000), simpleBlock(7, PACKET_60_MS)])).toBe(60);
});

test('[MED6] the codec is the one of the track when the type names none', () => {
  expect(durationOf('audio/webm', [webmHeader(), clusterAt(0), simpleBlock(0, PACKET_60_MS)])).toBe(60);
});

test('[MED6] laced blocks, and codecs that do not tell a duration, count by their timecodes', () => {
  const laced = (ticks: number): Bytes => element('a3', blockContent(ticks, new Uint8Array([1, 0xff, 3, 0xff, 3]), 0x84));
  expect(durationOf(WEBM, [webmHeader(), clusterAt(0), laced(0), laced(120)])).toBe(240);
  expect(durationOf('audio/webm', [webmHeader('A_VORBIS'), clusterAt(0), simpleBlock(0, PACKET_60_MS), simpleBlock(25, PACKET_60_MS)])).toBe(50);
});

test.each([WEBM, AAC_MIME_TYPE, 'audio/mp4;codecs=opus'])('[MED7] %s: any bytes at all are taken without an error', (mimeType) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (parts) => {
      expect(durationOf(mimeType, parts as Bytes[])).toBe(0);
    }),
  );
});

test.each(FIXTURES)('[MED7] %s: damage takes back nothing of what was counted', (name) => {
  const { mimeType, chunks } = mediaFixture(name);
  const whole = concat(chunks);
  fc.assert(
    fc.property(fc.nat(whole.byteLength - 1), fc.uint8Array({ minLength: 1, maxLength: 64 }), (at, noise) => {
      const damaged = whole.slice(0, at);
      const before = durationOf(mimeType, [damaged]);
      const clock = createMediaClock(mimeType);
      clock.push(damaged);
      clock.push(noise);
      expect(clock.durationMs()).toBeGreaterThanOrEqual(before);
    }),
  );
});

test.each(['audio/ogg;codecs=opus', '', 'text/html'])('[MED7] a type that is not read, %o, counts nothing', (mimeType) => {
  expect(durationOf(mimeType, mediaFixture('chromium-opus.webm').chunks)).toBe(0);
});

test('[MED8] twelve hours are counted to the millisecond', () => {
  const clock = createMediaClock(WEBM);
  clock.push(webmHeader());
  const hours = 12 * 60 * 60 * 1000;
  const cluster = clusterAt(0).subarray(0, 12);
  const blocks = concat([0, 60, 120, 180, 240].map((ticks) => simpleBlock(ticks, PACKET_60_MS)));
  for (let ms = 0; ms < hours; ms += 300) {
    const time = element('e7', new Uint8Array([ms / 2 ** 24, (ms >> 16) & 255, (ms >> 8) & 255, ms & 255]));
    for (const part of [cluster, time, blocks]) clock.push(part);
  }
  expect(clock.durationMs()).toBe(hours);
});

test('[MED8] a box too large to be held ends the count instead of growing', () => {
  const { header, parts } = aacMp4({ sampleRate: 48000, fragments: [packets(48)] });
  const huge = new Uint8Array([0, 0x50, 0, 0, 0x6d, 0x6f, 0x6f, 0x66]);
  expect(durationOf(AAC_MIME_TYPE, [header, parts[0]!, huge, ...Array.from({ length: 90 }, () => new Uint8Array(65536)), parts[0]!])).toBe(1024);
});

function packets(count: number): Bytes[] {
  return Array.from({ length: count }, (_, i) => new Uint8Array([0x21, i, 7]));
}
