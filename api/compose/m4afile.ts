import { ascii, concat, type Bytes } from '../../src/core/bytes.ts';
import { box, u32, u64 } from './mp4boxes.ts';
import { m4aHeader } from './m4aheader.ts';
import { createNumberList, type NumberList } from './numberlist.ts';
import type { PacketFile, PacketFileOptions } from './packetfile.ts';

/** About a second. Players find a packet by its chunk and the sizes of those before it there. */
const PACKETS_PER_CHUNK = 48;
const FTYP = box('ftyp', ascii('M4A '), u32(0x200), ...['M4A ', 'mp42', 'isom'].map(ascii));
const VERSION_AND_FLAGS = u32(0);

/** One of the tables at the end: what begins it, and its numbers. */
interface Table {
  type: string;
  head: Uint8Array[];
  numbers: NumberList;
}

/**
 * AAC in a plain MP4 file (ISO/IEC 14496-12 and -14), which every player reads: packets as they come, and at the end the tables
 * of their sizes and times, four bytes for a packet.
 */
export async function createM4aFile({ file, config, createdAtMs }: PacketFileOptions): Promise<PacketFile> {
  await file.append(FTYP);
  const mdatPosition = file.position();
  await file.append(mdatHeader(0));
  const sizes = createNumberList();
  /** Runs of packets that last equally long: how many, and how many ticks each. */
  const durations = createNumberList();
  /** 64 bits each. */
  const chunks = createNumberList();
  let run = { count: 0, ticks: 0 };
  let last: { atTicks: number; ticks: number } | undefined;
  let bytes = 0;

  function lasted(ticks: number): void {
    if (run.ticks !== ticks) endRun();
    run = { count: run.count + 1, ticks };
  }

  function endRun(): void {
    if (run.count > 0) for (const value of [run.count, run.ticks]) durations.push(value);
    run = { count: 0, ticks: 0 };
  }

  return {
    async add({ data, timestamp, duration }) {
      const atTicks = Math.round(timestamp * config.sampleRate);
      if (last && atTicks < last.atTicks) throw new RangeError('time goes back');
      // A packet lasts until the next begins, so that a gap stays where it was.
      if (last) lasted(atTicks - last.atTicks);
      last = { atTicks, ticks: Math.round(duration * config.sampleRate) };
      if (sizes.length() % PACKETS_PER_CHUNK === 0) {
        chunks.push(Math.floor(file.position() / 2 ** 32));
        chunks.push(file.position() % 2 ** 32);
      }
      sizes.push(data.byteLength);
      bytes += data.byteLength;
      await file.append(data);
    },
    async end() {
      if (last) lasted(last.ticks);
      endRun();
      const durationTicks = last ? last.atTicks + last.ticks : 0;
      const tables: Table[] = [
        { type: 'stts', head: [u32(durations.length() / 2)], numbers: durations },
        samplesToChunks(sizes.length()),
        { type: 'stsz', head: [u32(0), u32(sizes.length())], numbers: sizes },
        { type: 'co64', head: [u32(chunks.length() / 2)], numbers: chunks },
      ];
      const mdatBytes = file.position() - mdatPosition;
      const tablesBytes = tables.reduce((sum, table) => sum + bytesOf(table), 0);
      await file.append(m4aHeader({ config, createdAtMs, durationTicks, bytes, tablesBytes }));
      for (const table of tables) {
        await file.append(concat([u32(bytesOf(table)), ascii(table.type), VERSION_AND_FLAGS, ...table.head]));
        for (const part of table.numbers.parts()) await file.append(part);
      }
      await file.patch(mdatPosition, mdatHeader(mdatBytes));
    },
  };
}

function bytesOf({ head, numbers }: Table): number {
  return 12 + head.reduce((sum, { byteLength }) => sum + byteLength, 0) + 4 * numbers.length();
}

/** Every chunk is full but perhaps the last. Each entry is first chunk, packets in a chunk, and the one description. */
function samplesToChunks(packets: number): Table {
  const full = Math.floor(packets / PACKETS_PER_CHUNK);
  const rest = packets % PACKETS_PER_CHUNK;
  const entries = [...(full > 0 ? [[1, PACKETS_PER_CHUNK, 1]] : []), ...(rest > 0 ? [[full + 1, rest, 1]] : [])];
  const numbers = createNumberList();
  for (const value of entries.flat()) numbers.push(value);
  return { type: 'stsc', head: [u32(entries.length)], numbers };
}

/** With a 64-bit size, which is known only at the end. */
function mdatHeader(bytes: number): Bytes {
  return concat([u32(1), ascii('mdat'), u64(bytes)]);
}
