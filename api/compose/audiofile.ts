import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import {
  EncodedAudioPacketSource,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  WebMOutputFormat,
  type AudioCodec,
  type EncodedPacket,
  type StreamTargetChunk,
} from 'mediabunny';
import type { Sha256Hex } from '../../src/core/names.ts';
import { ComposeFault } from './composefault.ts';
import { fixMp4Times } from './mp4times.ts';
import type { TakeFormat } from './takepackets.ts';

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
  add(packet: EncodedPacket): Promise<void>;
  /** Writes index and duration, and closes. Nothing can be added after. */
  finish(): Promise<AudioFile>;
  /** Closes what was not finished; the file stays, for its folder is removed. */
  abandon(): Promise<void>;
}

/**
 * Opus goes into WebM, whatever it came in: its packets are the same in both, and every browser plays it there.
 * AAC goes into MP4.
 */
const CONTAINERS: Partial<Record<AudioCodec, { extension: AudioFile['extension']; mimeType: string; format: () => WebMOutputFormat | Mp4OutputFormat }>> = {
  opus: { extension: 'webm', mimeType: 'audio/webm', format: () => new WebMOutputFormat() },
  aac: { extension: 'm4a', mimeType: 'audio/mp4', format: () => new Mp4OutputFormat({ fastStart: false }) },
};
const OWNER_ONLY = 0o600;
const WRITE_BYTES = 1024 * 1024;

/** Whether audio of this codec can be archived. */
export function isArchivable(codec: AudioCodec): boolean {
  return codec in CONTAINERS;
}

/**
 * Starts a file at `path`, whose folder exists, readable by its owner only.
 * The same packets and `createdAtMs` (Unix) make the same bytes, so that composing twice cannot make two different archives.
 * @throws what the file system throws.
 */
export async function createAudioFile(path: string, { codec, config }: TakeFormat, createdAtMs: number): Promise<AudioFileWriter> {
  const { extension, mimeType, format } = CONTAINERS[codec]!;
  const file = await open(path, 'wx+', OWNER_ONLY);
  const source = new EncodedAudioPacketSource(codec);
  const disk = writableTo(file);
  const target = new StreamTarget(disk.writable, { chunked: true, chunkSize: WRITE_BYTES });
  const output = new Output({ format: format(), target });
  output.addAudioTrack(source, { decoderConfig: config });
  let endSeconds = 0;

  /** What the disk threw is thrown as it is; whatever else the muxer throws is about the audio. */
  async function muxing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw disk.failure() ?? new ComposeFault('audio_unreadable', 'its packets cannot be joined in one file', error);
    }
  }

  return {
    async add(packet) {
      await muxing(async () => {
        if (output.state === 'pending') await output.start();
        await source.add(packet, { decoderConfig: config });
      });
      endSeconds = Math.max(endSeconds, packet.timestamp + packet.duration);
    },
    async finish() {
      await muxing(() => output.finalize());
      if (extension === 'm4a') await fixMp4Times(file, createdAtMs);
      const { size: bytes } = await file.stat();
      await file.close();
      return { path, extension, mimeType, bytes, sha256: await sha256OfFile(path), seconds: Math.round(endSeconds * 1000) / 1000 };
    },
    async abandon() {
      await output.cancel().catch(() => undefined);
      await file.close();
    },
  };
}

function writableTo(file: FileHandle): { writable: WritableStream<StreamTargetChunk>; failure: () => unknown } {
  let failure: unknown;
  const writable = new WritableStream<StreamTargetChunk>({
    async write({ data, position }) {
      try {
        for (let at = 0; at < data.byteLength; ) {
          at += (await file.write(data, at, data.byteLength - at, position + at)).bytesWritten;
        }
      } catch (error) {
        failure ??= error;
        throw error;
      }
    },
  });
  return { writable, failure: () => failure };
}

async function sha256OfFile(path: string): Promise<Sha256Hex> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Uint8Array);
  return hash.digest('hex');
}
