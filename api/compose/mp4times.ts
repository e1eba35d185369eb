import type { FileHandle } from 'node:fs/promises';

/** Seconds from 1904, where MP4 begins to count, to 1970. */
const EPOCH_SECONDS = 2_082_844_800;
const HEADER_BYTES = 16;
const CONTAINERS = new Set(['moov', 'trak', 'mdia']);
const TIMED = new Set(['mvhd', 'tkhd', 'mdhd']);

/**
 * Sets every creation and modification time of a finished MP4 file to `atMs` (Unix), where the muxer put the time of writing:
 * the same audio has to make the same bytes. Each time keeps its width.
 */
export async function fixMp4Times(file: FileHandle, atMs: number): Promise<void> {
  const seconds = BigInt(Math.floor(atMs / 1000) + EPOCH_SECONDS);
  await fixBoxes(file, 0, (await file.stat()).size, seconds);
}

async function fixBoxes(file: FileHandle, start: number, end: number, seconds: bigint): Promise<void> {
  const header = Buffer.alloc(HEADER_BYTES);
  for (let at = start; at + 8 <= end; ) {
    await file.read(header, 0, HEADER_BYTES, at);
    const type = header.toString('latin1', 4, 8);
    const isLarge = header.readUInt32BE(0) === 1;
    const size = isLarge ? Number(header.readBigUInt64BE(8)) : header.readUInt32BE(0);
    if (CONTAINERS.has(type)) await fixBoxes(file, at + 8, at + size, seconds);
    // Version 1 has 64-bit times; version and flags come before them.
    else if (TIMED.has(type)) await file.write(times(seconds, header[8] === 1), 0, undefined, at + 12);
    at += Math.max(8, size);
  }
}

function times(seconds: bigint, wide: boolean): Buffer {
  const bytes = Buffer.alloc(wide ? 16 : 8);
  if (wide) for (const at of [0, 8]) bytes.writeBigUInt64BE(seconds, at);
  else for (const at of [0, 4]) bytes.writeUInt32BE(Number(BigInt.asUintN(32, seconds)), at);
  return bytes;
}
