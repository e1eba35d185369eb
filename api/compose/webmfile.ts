import { ascii, concat, type Bytes } from '../../src/core/bytes.ts';
import { element, fixedSize, float, openElement, unsigned } from './ebml.ts';
import { descriptionOf, type PacketFile, type PacketFileOptions } from './packetfile.ts';

/** Longest cluster. There is one cue for each, so twelve hours have 8,640; a block's time within it has to fit 16 bits. */
const CLUSTER_MS = 5000;
const TICK_NS = 1_000_000;
/** What a decoder needs before the place it is to play from (RFC 7845 §4.6: at least 80 ms). */
const SEEK_PRE_ROLL_NS = 80_000_000;
const TRACK = 1;
const AUDIO = 2;
const KEYFRAME = 0x80;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const CUES = 0x1c53bb6b;
const APP = ascii('Holdfast');
/** Version and read version of EBML, longest id and size, and what the document is. */
const HEADER = element(
  0x1a45dfa3,
  element(0x4286, unsigned(1)),
  element(0x42f7, unsigned(1)),
  element(0x42f2, unsigned(4)),
  element(0x42f3, unsigned(8)),
  element(0x4282, ascii('webm')),
  element(0x4287, unsigned(4)),
  element(0x4285, unsigned(2)),
);

/** Opus in WebM (RFC 9559): blocks as they come, and at the end the cues. */
export async function createWebmFile({ file, config }: PacketFileOptions): Promise<PacketFile> {
  await file.append(HEADER);
  const segment = openElement(0x18538067);
  const sizePosition = file.position() + segment.sizeAt;
  await file.append(segment.start);
  const segmentStart = file.position();
  const seekHeadBytes = seekHead(0, 0, 0).byteLength;
  const infoAt = seekHeadBytes;
  const tracksAt = infoAt + info(0).byteLength;
  await file.append(seekHead(infoAt, tracksAt, 0));
  await file.append(info(0));
  await file.append(tracks(config));

  const cues: { atMs: number; position: number }[] = [];
  let cluster: { atMs: number; blocks: Bytes[] } | undefined;
  let lastMs = 0;
  let endMs = 0;

  async function endCluster(): Promise<void> {
    if (!cluster) return;
    cues.push({ atMs: cluster.atMs, position: file.position() - segmentStart });
    await file.append(element(0x1f43b675, element(0xe7, unsigned(cluster.atMs)), ...cluster.blocks));
    cluster = undefined;
  }

  return {
    async add({ data, timestamp, duration }) {
      const atMs = Math.round(timestamp * 1000);
      if (atMs < lastMs) throw new RangeError('time goes back');
      lastMs = atMs;
      if (cluster && atMs - cluster.atMs >= CLUSTER_MS) await endCluster();
      cluster ??= { atMs, blocks: [] };
      const ticks = atMs - cluster.atMs;
      cluster.blocks.push(element(0xa3, new Uint8Array([0x80 | TRACK, ticks >> 8, ticks & 255, KEYFRAME]), data));
      endMs = Math.max(endMs, (timestamp + duration) * 1000);
    },
    async end() {
      await endCluster();
      const cuesAt = file.position() - segmentStart;
      await file.append(element(CUES, ...cues.map(cuePoint)));
      const bytes = file.position() - segmentStart;
      await file.patch(sizePosition, fixedSize(bytes));
      await file.patch(segmentStart, concat([seekHead(infoAt, tracksAt, cuesAt), info(endMs)]));
    },
  };
}

/** Where the parts are, from the segment's content; as long whatever they are. */
function seekHead(infoAt: number, tracksAt: number, cuesAt: number): Bytes {
  const seek = (id: number, position: number) => element(0x4dbb, element(0x53ab, unsigned(id)), element(0x53ac, unsigned(position, 8)));
  return element(0x114d9b74, seek(INFO, infoAt), seek(TRACKS, tracksAt), seek(CUES, cuesAt));
}

function info(durationMs: number): Bytes {
  return element(INFO, element(0x2ad7b1, unsigned(TICK_NS)), element(0x4d80, APP), element(0x5741, APP), element(0x4489, float(durationMs)));
}

function tracks(config: AudioDecoderConfig): Bytes {
  const description = descriptionOf(config);
  return element(
    TRACKS,
    element(
      0xae,
      element(0xd7, unsigned(TRACK)),
      element(0x73c5, unsigned(TRACK)),
      element(0x83, unsigned(AUDIO)),
      element(0x9c, unsigned(0)), // no lacing
      element(0x22b59c, ascii('und')),
      element(0x86, ascii('A_OPUS')),
      ...(description ? [element(0x63a2, description)] : []),
      element(0x56bb, unsigned(SEEK_PRE_ROLL_NS)),
      element(0xe1, element(0xb5, float(config.sampleRate)), element(0x9f, unsigned(config.numberOfChannels))),
    ),
  );
}

function cuePoint({ atMs, position }: { atMs: number; position: number }): Bytes {
  return element(0xbb, element(0xb3, unsigned(atMs)), element(0xb7, element(0xf7, unsigned(TRACK)), element(0xf1, unsigned(position))));
}
