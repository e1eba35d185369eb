import { ascii, concat, type Bytes } from '../../src/core/bytes.ts';
import { box, descriptor, fullBox, openBox, u16, u32, u64 } from './mp4boxes.ts';
import { descriptionOf } from './packetfile.ts';

/** From 1904, where MP4 begins to count, to 1970. */
const EPOCH_SECONDS = 2_082_844_800;
const MATRIX = concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32));
const FULL_VOLUME = u16(0x100);
const TRACK = 1;
const ENABLED_IN_MOVIE = 3;
const UNDETERMINED_LANGUAGE = u16(0x55c4);
/** ISO/IEC 14496-1: audio of MPEG-4, a stream of it. */
const OBJECT_TYPE = 0x40;
const AUDIO_STREAM = 0x15;

interface M4aHeaderOptions {
  config: AudioDecoderConfig;
  /** Unix time in milliseconds. */
  createdAtMs: number;
  /** Of the file, in ticks of the sample rate. */
  durationTicks: number;
  /** Of all packets. */
  bytes: number;
  /** Of the tables of packets, which follow the header and are its last part. */
  tablesBytes: number;
}

/**
 * `moov` of a file with one track of AAC, up to where `stbl` goes on with its tables of packets. Times have 64 bits.
 * @throws RangeError without the decoder's description (AudioSpecificConfig), which nothing could play it without
 */
export function m4aHeader({ config, createdAtMs, durationTicks, bytes, tablesBytes }: M4aHeaderOptions): Bytes {
  const made = u64(Math.floor(createdAtMs / 1000) + EPOCH_SECONDS);
  const rate = u32(config.sampleRate);
  const duration = u64(durationTicks);
  const [reserved, nextTrack] = [new Uint8Array(10), u32(TRACK + 1)];
  const open = (type: string, ...content: Uint8Array[]) => openBox(type, tablesBytes, ...content);
  return open(
    'moov',
    fullBox('mvhd', 1, 0, made, made, rate, duration, u32(0x10000), FULL_VOLUME, reserved, MATRIX, new Uint8Array(24), nextTrack),
    open(
      'trak',
      fullBox('tkhd', 1, ENABLED_IN_MOVIE, made, made, u32(TRACK), u32(0), duration, new Uint8Array(12), FULL_VOLUME, u16(0), MATRIX, u64(0)),
      open(
        'mdia',
        fullBox('mdhd', 1, 0, made, made, rate, duration, UNDETERMINED_LANGUAGE, u16(0)),
        fullBox('hdlr', 0, 0, u32(0), ascii('soun'), new Uint8Array(12), ascii('Audio'), new Uint8Array(1)),
        open(
          'minf',
          fullBox('smhd', 0, 0, u32(0)),
          box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
          open('stbl', fullBox('stsd', 0, 0, u32(1), sampleEntry(config, bitrate(bytes, durationTicks, config.sampleRate)))),
        ),
      ),
    ),
  );
}

function sampleEntry(config: AudioDecoderConfig, bitsPerSecond: number): Bytes {
  const { sampleRate, numberOfChannels } = config;
  // 16.16 fixed point; a rate that does not fit is only in the decoder's description.
  const rate = sampleRate < 2 ** 16 ? u32(sampleRate * 2 ** 16) : u32(0);
  return box('mp4a', new Uint8Array(6), u16(1), new Uint8Array(8), u16(numberOfChannels), u16(16), u32(0), rate, esds(config, bitsPerSecond));
}

function esds(config: AudioDecoderConfig, bitsPerSecond: number): Bytes {
  const specific = descriptionOf(config);
  if (!specific) throw new RangeError('no AudioSpecificConfig');
  const decoder = descriptor(4, new Uint8Array([OBJECT_TYPE, AUDIO_STREAM, 0, 0, 0]), u32(bitsPerSecond), u32(bitsPerSecond), descriptor(5, specific));
  return fullBox('esds', 0, 0, descriptor(3, u16(TRACK), new Uint8Array(1), decoder, descriptor(6, new Uint8Array([2]))));
}

function bitrate(bytes: number, ticks: number, sampleRate: number): number {
  return ticks > 0 ? Math.round((bytes * 8 * sampleRate) / ticks) : 0;
}
