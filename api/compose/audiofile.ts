import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AudioCodec } from 'mediabunny';
import type { Sha256Hex } from '../../src/core/names.ts';
import { createAppendFile } from './appendfile.ts';
import { ComposeFault } from './composefault.ts';
import { createM4aFile } from './m4afile.ts';
import type { PacketFile, PacketFileOptions, TimedPacket } from './packetfile.ts';
import type { TakeFormat } from './takepackets.ts';
import { createWebmFile } from './webmfile.ts';

/** A finished file on disk. */
export interface AudioFile {
  path: string;
  extension: 'webm' | 'm4a';
  mimeType: string;
  bytes: number;
  sha256: Sha256Hex;
  seconds: number;
}

/** A file being written: seekable, with duration and index. Memory holds the index only. */
export interface AudioFileWriter {
  /** Appends a packet; times do not go back. */
  add(packet: TimedPacket): Promise<void>;
  /** Writes index and duration, and closes. Nothing can be added after. */
  finish(): Promise<AudioFile>;
  /** Closes what was not finished; the file stays, for its folder is removed. */
  abandon(): Promise<void>;
}

interface Container extends Pick<AudioFile, 'extension' | 'mimeType'> {
  create(options: PacketFileOptions): Promise<PacketFile>;
}

/**
 * Opus goes into WebM, whatever it came in: its packets are the same in both, and every browser plays it there.
 * AAC goes into MP4. Both are written here and not by a library, because those that were tried hold an object for every packet
 * or build the index at once: a gigabyte for twelve hours.
 */
const CONTAINERS: Partial<Record<AudioCodec, Container>> = {
  opus: { extension: 'webm', mimeType: 'audio/webm', create: createWebmFile },
  aac: { extension: 'm4a', mimeType: 'audio/mp4', create: createM4aFile },
};

/** Whether audio of this codec can be archived. */
export function isArchivable(codec: AudioCodec): boolean {
  return codec in CONTAINERS;
}

/**
 * Starts a file at `path`, whose folder exists, readable by its owner only.
 * The same packets and `createdAtMs` (Unix) make the same bytes, so that composing twice cannot make two different archives.
 * @throws ComposeFault `audio_unreadable` when the container cannot hold the packets; what the file system throws.
 */
export async function createAudioFile(path: string, { codec, config }: TakeFormat, createdAtMs: number): Promise<AudioFileWriter> {
  const { extension, mimeType, create } = CONTAINERS[codec]!;
  const file = await createAppendFile(path);
  const packets = await create({ file, config, createdAtMs }).catch(async (error: unknown) => {
    await file.abandon();
    throw error;
  });
  let endSeconds = 0;

  return {
    async add(packet) {
      await muxing(() => packets.add(packet));
      endSeconds = Math.max(endSeconds, packet.timestamp + packet.duration);
    },
    async finish() {
      await muxing(() => packets.end());
      await file.finish();
      const { size: bytes } = await stat(path);
      return { path, extension, mimeType, bytes, sha256: await sha256OfFile(path), seconds: Math.round(endSeconds * 1000) / 1000 };
    },
    abandon: () => file.abandon(),
  };
}

/** A RangeError is about the audio; what the disk threw is thrown as it is. */
async function muxing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof RangeError ? new ComposeFault('audio_unreadable', 'its packets cannot be joined in one file', error) : error;
  }
}

async function sha256OfFile(path: string): Promise<Sha256Hex> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Uint8Array);
  return hash.digest('hex');
}
