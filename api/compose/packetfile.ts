import type { AppendFile } from './appendfile.ts';

/** A packet on its way into a file: its bytes as they were recorded, and when and how long they play there. */
export interface TimedPacket {
  data: Uint8Array;
  timestamp: number;
  duration: number;
}

/** A container being written. What it holds in memory hardly grows with what it has written. */
export interface PacketFile {
  /** @throws RangeError when the container cannot hold the packet there; what the file system throws */
  add(packet: TimedPacket): Promise<void>;
  /** Writes index and duration. */
  end(): Promise<void>;
}

/** How the packets decode, and what else a file says about itself. */
export interface PacketFileOptions {
  file: AppendFile;
  config: AudioDecoderConfig;
  /** Unix time in milliseconds. */
  createdAtMs: number;
}

/** The decoder's own description, or undefined when it needs none. */
export function descriptionOf({ description }: AudioDecoderConfig): Uint8Array | undefined {
  if (description === undefined) return undefined;
  if (!ArrayBuffer.isView(description)) return new Uint8Array(description);
  return new Uint8Array(description.buffer, description.byteOffset, description.byteLength);
}
