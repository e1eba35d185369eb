import { expect, test } from 'vitest';
import * as v from 'valibot';
import { AAC_MIME_TYPE, aacMp4, moofOf } from '../../test/build/aacmp4.ts';
import { audioPackets } from '../../test/build/audiopackets.ts';
import { createComposeBench, OWNER_ID, sha256Hex } from '../../test/build/composebench.ts';
import { createTestKeyRing } from '../../test/build/keyring.ts';
import { FIXTURE_MS, FIXTURE_PACKETS, mediaFixture, type MediaFixture } from '../../test/build/mediafixture.ts';
import type { TakePlan } from '../../test/build/recording.ts';
import { concat, type Bytes } from '../../src/core/bytes.ts';
import { archiveRecord } from '../../src/wire/archive.ts';
import { composeRecording, type ComposeDeps } from './compose.ts';

const ring = await createTestKeyRing();
const FIXTURES: MediaFixture[] = ['chromium-opus.webm', 'chromium-opus-paused.webm', 'chromium-opus.mp4', 'chromium-opus-paused.mp4'];

async function composed(deps: ComposeDeps, recordingId: string) {
  return v.parse(archiveRecord, await composeRecording(deps, OWNER_ID, recordingId));
}

async function hexesOf(take: TakePlan): Promise<string[]> {
  return (await audioPackets(concat(take.chunks))).packets.map(({ hex }) => hex);
}

function aacTake(sampleRate: number, packetsPerFragment: readonly number[]): TakePlan & { parts: Bytes[] } {
  let next = 0;
  const fragments = packetsPerFragment.map((count) => Array.from({ length: count }, () => new Uint8Array([0x21, next >> 8, next++ & 255])));
  const { header, parts } = aacMp4({ sampleRate, fragments });
  return { mimeType: AAC_MIME_TYPE, chunks: [header, ...parts], parts };
}

test.each(FIXTURES)('[CMP1] %s becomes one file with the same packets in the same order, its duration and an index', async (name) => {
  const bench = await createComposeBench(ring);
  const take = mediaFixture(name);
  const { manifest, manifestSha256 } = await bench.receive({ takes: [take] });
  const record = await composed(bench.deps, manifest.recordingId);

  const bytes = await bench.file(manifest.recordingId, 'audio.webm');
  const file = { name: 'audio.webm', mimeType: 'audio/webm', bytes: bytes.byteLength, sha256: sha256Hex(bytes), takes: [0] };
  expect(record).toMatchObject({ version: 1, ownerId: OWNER_ID, manifestSha256, files: [file], partial: false });
  const audio = await audioPackets(bytes);
  expect(audio.packets.map(({ hex }) => hex)).toEqual(await hexesOf(take));
  expect(audio.packets).toHaveLength(FIXTURE_PACKETS);
  expect(audio.seconds).toBeCloseTo(record.seconds, 2);
  expect(Math.abs(record.seconds * 1000 - FIXTURE_MS)).toBeLessThanOrEqual(20);
});

test('[CMP2] the archived file can be sought without being read through', async () => {
  const bench = await createComposeBench(ring);
  const { manifest } = await bench.receive({ takes: Array.from({ length: 50 }, () => mediaFixture('chromium-opus.webm')) });
  const { seconds } = await composed(bench.deps, manifest.recordingId);
  const bytes = await bench.file(manifest.recordingId, 'audio.webm');
  expect(seconds).toBeCloseTo((50 * FIXTURE_MS) / 1000, 1);
  expect(await (await audioPackets(bytes)).bytesToSeek(seconds / 2)).toBeLessThan(bytes.byteLength / 5);
});

test('[CMP3] takes that decode alike are joined, each beginning where the former ended', async () => {
  const bench = await createComposeBench(ring);
  const takes = [mediaFixture('chromium-opus.webm'), mediaFixture('chromium-opus-paused.webm')];
  const { manifest } = await bench.receive({ takes, chunksPerSegment: 7 });
  const record = await composed(bench.deps, manifest.recordingId);

  expect(record.files.map(({ name, takes }) => ({ name, takes }))).toEqual([{ name: 'audio.webm', takes: [0, 1] }]);
  expect(await bench.archived(manifest.recordingId)).toEqual(['audio.webm', 'recording.json']);
  const audio = await audioPackets(await bench.file(manifest.recordingId, 'audio.webm'));
  expect(audio.packets.map(({ hex }) => hex)).toEqual((await Promise.all(takes.map(hexesOf))).flat());
  expect(audio.packets[FIXTURE_PACKETS]!.atMs).toBe(FIXTURE_MS);
  expect(audio.seconds).toBeCloseTo(record.seconds, 2);
});

test('[CMP4] takes that decode differently become separate files in playing order', async () => {
  const bench = await createComposeBench(ring);
  const [a, b, c] = [aacTake(48000, [48, 48]), aacTake(44100, [43, 43]), mediaFixture('chromium-opus.webm')];
  const { manifest } = await bench.receive({ takes: [a, a, b, c, a] });
  const record = await composed(bench.deps, manifest.recordingId);

  expect(record.files.map(({ name, mimeType, takes }) => [name, mimeType, takes])).toEqual([
    ['audio.m4a', 'audio/mp4', [0, 1]],
    ['audio-2.m4a', 'audio/mp4', [2]],
    ['audio-3.webm', 'audio/webm', [3]],
    ['audio-4.m4a', 'audio/mp4', [4]],
  ]);
  expect(record.seconds).toBeCloseTo(2 * 2.048 + (86 * 1024) / 44100 + 3 + 2.048, 2);
  const second = await audioPackets(await bench.file(manifest.recordingId, 'audio-2.m4a'));
  expect(await second.track.getSampleRate()).toBe(44100);
  expect(second.packets.map(({ hex }) => hex)).toEqual(await hexesOf(b));
});

test('[CMP5] AAC becomes a seekable MP4 with the same packets and its duration', async () => {
  const bench = await createComposeBench(ring);
  const take = aacTake(48000, [48, 48, 10]);
  const { manifest } = await bench.receive({ takes: [take] });
  const record = await composed(bench.deps, manifest.recordingId);
  const audio = await audioPackets(await bench.file(manifest.recordingId, 'audio.m4a'));
  expect(audio.packets.map(({ hex }) => hex)).toEqual(await hexesOf(take));
  expect(audio.seconds).toBeCloseTo(record.seconds, 2);
  expect(record.seconds).toBeCloseTo((106 * 1024) / 48000, 2);
});

test('[CMP6] the moof that WebKit writes a second time at its end adds no packet', async () => {
  const bench = await createComposeBench(ring);
  const take = aacTake(48000, [48, 20]);
  const { manifest } = await bench.receive({ takes: [{ ...take, chunks: [...take.chunks, moofOf(take.parts[1]!)] }] });
  await composed(bench.deps, manifest.recordingId);
  const audio = await audioPackets(await bench.file(manifest.recordingId, 'audio.m4a'));
  expect(audio.packets).toHaveLength(68);
});

test('[CMP6] fragments are played in the order of their decode times, each once', async () => {
  const bench = await createComposeBench(ring);
  const take = aacTake(48000, [48, 20, 48]);
  const [header, first, second, third] = take.chunks as [Bytes, Bytes, Bytes, Bytes];
  const { manifest } = await bench.receive({ takes: [{ ...take, chunks: [header, second, first, moofOf(first), third, third] }] });
  await composed(bench.deps, manifest.recordingId);
  const audio = await audioPackets(await bench.file(manifest.recordingId, 'audio.m4a'));
  expect(audio.packets.map(({ hex }) => hex)).toEqual(await hexesOf(take));
});

test.each(FIXTURES)('[CMP7] %s cut anywhere gives exactly the packets that are complete', async (name) => {
  const bench = await createComposeBench(ring);
  const take = mediaFixture(name);
  const whole = concat(take.chunks);
  const hexes = await hexesOf(take);
  let before = 0;
  for (const part of [0.2, 0.43, 0.8, 0.999]) {
    const cut = whole.slice(0, Math.floor(whole.byteLength * part));
    const { manifest } = await bench.receive({ takes: [{ ...take, chunks: [cut] }] });
    const record = await composed(bench.deps, manifest.recordingId);
    const audio = await audioPackets(await bench.file(manifest.recordingId, 'audio.webm'));
    expect(audio.packets.map(({ hex }) => hex)).toEqual(hexes.slice(0, audio.packets.length));
    expect(audio.packets.length).toBeGreaterThan(before);
    expect(record.seconds * 1000).toBeGreaterThanOrEqual(manifest.takes[0]!.durationMs);
    before = audio.packets.length;
  }
  expect(before).toBeGreaterThanOrEqual(FIXTURE_PACKETS - 6);
});

test('[CMP8] a take without audio is left out, and the others are archived', async () => {
  const bench = await createComposeBench(ring);
  const take = mediaFixture('chromium-opus.webm');
  const headerOnly = { ...take, chunks: [take.chunks[0]!.slice(0, 150)] };
  const { manifest } = await bench.receive({ takes: [headerOnly, take, headerOnly] });
  expect((await composed(bench.deps, manifest.recordingId)).files).toMatchObject([{ name: 'audio.webm', takes: [1] }]);
});

test('[CMP9] what the manifest tells about the recording is in the record', async () => {
  const bench = await createComposeBench(ring);
  const texts = [{ kind: 'title' as const, version: 1, iv: 'AAAA', sealed: 'BBBB', wrappedKeys: [{ kid: 'k', wrapped: 'CCCC' }] }];
  const about = {
    partial: true,
    gaps: [{ afterTake: 0, startedAtMs: 5, endedAtMs: 9, cause: 'muted' }],
    marks: [{ mark: 0, take: 0, atMs: 700 }],
    texts,
    consent: { textVersion: '3', atMs: 4 },
    quality: { preset: 'speech', bitsPerSecond: 32_000, processing: 'raw' as const },
  };
  const { manifest } = await bench.receive({ takes: [mediaFixture('chromium-opus.webm')], overrides: about });
  expect(await composed(bench.deps, manifest.recordingId)).toMatchObject({
    ...about,
    startedAtMs: manifest.startedAtMs,
    endedAtMs: manifest.endedAtMs,
    takes: [{ take: 0, startedAtMs: manifest.takes[0]!.startedAtMs, durationMs: manifest.takes[0]!.durationMs, ended: 'pause' }],
  });
});

test.each(['chromium-opus.webm', 'aac'])('[CMP10] composing %s twice makes the same bytes', async (name) => {
  const take = name === 'aac' ? aacTake(48000, [48, 48]) : mediaFixture('chromium-opus.webm');
  const [one, other] = [await createComposeBench(ring), await createComposeBench(ring)];
  const { manifest } = await one.receive({ takes: [take, take] });
  await other.receive({ takes: [take, take], recordingId: manifest.recordingId });
  const [first] = (await composed(one.deps, manifest.recordingId)).files;
  other.deps.clock = () => 1_900_000_000_000;
  const [second] = (await composed(other.deps, manifest.recordingId)).files;
  expect(second).toEqual(first);
});
