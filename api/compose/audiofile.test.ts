import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { audioPackets } from '../../test/build/audiopackets.ts';
import { toHex } from '../../src/core/bytes.ts';
import { createAudioFile } from './audiofile.ts';
import type { TimedPacket } from './packetfile.ts';
import type { TakeFormat } from './takepackets.ts';

const OPUS: TakeFormat = { codec: 'opus', key: '', config: { codec: 'opus', sampleRate: 48_000, numberOfChannels: 2, description: opusHead() } };
/** AAC-LC, 48 kHz, mono. */
const AAC: TakeFormat = {
  codec: 'aac',
  key: '',
  config: { codec: 'mp4a.40.2', sampleRate: 48_000, numberOfChannels: 1, description: new Uint8Array([0x11, 0x88]) },
};
const FORMATS: [string, TakeFormat][] = [['Opus', OPUS], ['AAC', AAC]];
const TWELVE_HOURS_S = 12 * 60 * 60;

function opusHead(): Uint8Array {
  return Uint8Array.from([...Buffer.from('OpusHead'), 1, 2, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]);
}

/** Packets that tell their number, each lasting `duration` seconds and beginning at its number times that. */
function numbered(count: number, duration: number): TimedPacket[] {
  return Array.from({ length: count }, (_, i) => ({ data: packet(i), timestamp: i * duration, duration }));
}

/** As long as speech at 32 kbit/s has them. */
function packet(number: number): Uint8Array {
  const data = new Uint8Array(80);
  data.set([0xfc, number >> 16, number >> 8, number]);
  return data;
}

async function write(format: TakeFormat, packets: readonly TimedPacket[]) {
  const dir = await mkdtemp(join(tmpdir(), 'audiofile-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const writer = await createAudioFile(join(dir, 'audio'), format, Date.UTC(2026, 0, 1));
  const finished = async () => {
    for (const packet of packets) await writer.add(packet);
    return writer.finish();
  };
  const file = await finished().catch(async (error: unknown) => {
    await writer.abandon();
    throw error;
  });
  return { file, bytes: new Uint8Array(await readFile(file.path)), mode: (await stat(file.path)).mode & 0o777 };
}

test.each(FORMATS)('[CMP42] twelve hours of %s have their duration, every packet at its time, and an index', async (_, format) => {
  const packets = numbered(TWELVE_HOURS_S / 2, 2);
  const { file, bytes, mode } = await write(format, packets);
  expect([file.seconds, mode]).toEqual([TWELVE_HOURS_S, 0o600]);
  const audio = await audioPackets(bytes);
  expect(audio.seconds).toBe(TWELVE_HOURS_S);
  expect(audio.packets).toEqual(packets.map(({ data, timestamp }) => ({ hex: toHex(data), atMs: timestamp * 1000 })));
  expect(await audio.bytesToSeek(TWELVE_HOURS_S * 0.9)).toBeLessThan(bytes.byteLength / 3);
  expect((await audio.track.getDecoderConfig())?.description).toEqual(format.config.description);
  expect([await audio.track.getSampleRate(), await audio.track.getNumberOfChannels()]).toEqual([48_000, format.config.numberOfChannels]);
});

test.each(FORMATS)('[CMP44] a gap between packets of %s stays where it was, however long', async (_, format) => {
  const [before, after] = [numbered(100, 0.02), numbered(100, 0.02).map((packet) => ({ ...packet, timestamp: packet.timestamp + 3700 }))];
  const { file, bytes } = await write(format, [...before, ...after]);
  expect(file.seconds).toBe(3702);
  const { packets, seconds } = await audioPackets(bytes);
  expect(seconds).toBe(3702);
  expect(packets.map(({ atMs }) => atMs)).toEqual([...before, ...after].map(({ timestamp }) => Math.round(timestamp * 1000)));
});

test.each([1, 47, 48, 49, 96])('[CMP44] %i packets come out of MP4 as they went in', async (count) => {
  const packets = numbered(count, 1024 / 48_000);
  const read = await audioPackets((await write(AAC, packets)).bytes);
  expect(read.packets.map(({ hex }) => hex)).toEqual(packets.map(({ data }) => toHex(data)));
  expect(read.seconds).toBeCloseTo((count * 1024) / 48_000, 6);
});

test.each(FORMATS)('[CMP45] packets of %s whose time goes back are audio_unreadable', async (_, format) => {
  const [first, second] = numbered(2, 1);
  await expect(write(format, [second!, first!])).rejects.toMatchObject({ name: 'ComposeFault', code: 'audio_unreadable' });
});

test('[CMP45] AAC without the description that decoders need is audio_unreadable', async () => {
  const { description: _, ...config } = AAC.config;
  await expect(write({ ...AAC, config }, numbered(2, 1))).rejects.toMatchObject({ code: 'audio_unreadable' });
});
