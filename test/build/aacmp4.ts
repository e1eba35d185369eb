import { ascii, concat, type Bytes } from '../../src/core/bytes.ts';

/** A fragmented MP4 in the shape that WebKit records: `default-base-is-moof`, `tfdt`, durations by default. */
export interface AacMp4Plan {
  sampleRate: number;
  /** The packets of each fragment; a packet plays 1024 samples. */
  fragments: readonly (readonly Bytes[])[];
}

export const AAC_MIME_TYPE = 'audio/mp4;codecs=mp4a.40.2';
export const AAC_PACKET_SAMPLES = 1024;
const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000];

/** The file's parts: its header, then one part per fragment. The packets need not be AAC; nobody decodes them. */
export function aacMp4({ sampleRate, fragments }: AacMp4Plan): { header: Bytes; parts: Bytes[] } {
  let base = 0;
  const parts = fragments.map((packets, i) => {
    const part = fragment(i + 1, base, packets);
    base += packets.length * AAC_PACKET_SAMPLES;
    return part;
  });
  return { header: concat([box('ftyp', ascii('iso5'), u32(1), ascii('iso5'), ascii('mp41')), moov(sampleRate)]), parts };
}

/** The `moof` of a part without its `mdat`, as WebKit writes it once more when it stops. */
export function moofOf(part: Bytes): Bytes {
  return part.slice(0, new DataView(part.buffer, part.byteOffset).getUint32(0));
}

/** A fragment of its own; `baseTicks` is where it begins. */
export function fragment(sequence: number, baseTicks: number, packets: readonly Bytes[]): Bytes {
  const sizes = packets.map((packet) => u32(packet.byteLength));
  const moof = (dataOffset: number): Bytes =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequence)),
      box(
        'traf',
        fullBox('tfhd', 0, 0x020008, u32(1), u32(AAC_PACKET_SAMPLES)),
        fullBox('tfdt', 1, 0, u32(0), u32(baseTicks)),
        fullBox('trun', 0, 0x000201, u32(packets.length), u32(dataOffset), ...sizes),
      ),
    );
  return concat([moof(moof(0).byteLength + 8), box('mdat', ...packets)]);
}

function moov(sampleRate: number): Bytes {
  const matrix = concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32));
  const nothing = new Uint8Array(8);
  const entry = box('mp4a', new Uint8Array(6), u16(1), nothing, u16(1), u16(16), u32(0), u32(sampleRate * 65536), esds(sampleRate));
  return box(
    'moov',
    fullBox('mvhd', 0, 0, nothing, u32(1000), u32(0), u32(0x10000), u16(0x100), new Uint8Array(10), matrix, new Uint8Array(24), u32(2)),
    box(
      'trak',
      fullBox('tkhd', 0, 3, nothing, u32(1), u32(0), u32(0), nothing, u32(0), u16(0x100), u16(0), matrix, nothing),
      box(
        'mdia',
        fullBox('mdhd', 0, 0, nothing, u32(sampleRate), u32(0), u16(0x55c4), u16(0)),
        fullBox('hdlr', 0, 0, u32(0), ascii('soun'), new Uint8Array(12), ascii('Sound'), new Uint8Array(1)),
        box(
          'minf',
          fullBox('smhd', 0, 0, u32(0)),
          box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
          box(
            'stbl',
            fullBox('stsd', 0, 0, u32(1), entry),
            ...['stts', 'stsc', 'stco'].map((type) => fullBox(type, 0, 0, u32(0))),
            fullBox('stsz', 0, 0, nothing),
          ),
        ),
      ),
    ),
    box('mvex', fullBox('trex', 0, 0, u32(1), u32(1), u32(0), u32(0), u32(0))),
  );
}

/** ISO/IEC 14496-1 descriptors around an AudioSpecificConfig: AAC-LC, mono. */
function esds(sampleRate: number): Bytes {
  const config = u16((2 << 11) | (SAMPLE_RATES.indexOf(sampleRate) << 7) | (1 << 3));
  const decoder = descriptor(4, new Uint8Array([0x40, 0x15, 0, 0, 0]), u32(32000), u32(32000), descriptor(5, config));
  return fullBox('esds', 0, 0, descriptor(3, u16(0), new Uint8Array(1), decoder, descriptor(6, new Uint8Array([2]))));
}

function descriptor(tag: number, ...content: Bytes[]): Bytes {
  const bytes = concat(content);
  return concat([new Uint8Array([tag, bytes.byteLength]), bytes]);
}

function fullBox(type: string, version: number, flags: number, ...content: Bytes[]): Bytes {
  return box(type, u32(version * 2 ** 24 + flags), ...content);
}

function box(type: string, ...content: Bytes[]): Bytes {
  const bytes = concat(content);
  return concat([u32(8 + bytes.byteLength), ascii(type), bytes]);
}

function u16(value: number): Bytes {
  return new Uint8Array([value >> 8, value & 255]);
}

function u32(value: number): Bytes {
  return new Uint8Array([value / 2 ** 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
}
