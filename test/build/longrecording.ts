import { webcrypto } from 'node:crypto';
import type { ObjectStore } from '../../api/ports.ts';
import { concat, toBase64, toHex, type Bytes } from '../../src/core/bytes.ts';
import { manifestText, type Manifest } from '../../src/core/manifest.ts';
import { manifestKey, manifestPointerKey, segmentKey, type OwnerId, type RecordingId } from '../../src/core/names.ts';
import { chunkAad, chunkIv } from '../../src/core/seal/format.ts';
import { encodeSegment, rangesOf, SEGMENT_MIME_TYPE, type SealedChunk } from '../../src/core/segment.ts';
import { AAC_MIME_TYPE, AAC_PACKET_SAMPLES, aacMp4, fragment } from './aacmp4.ts';
import { audioPackets } from './audiopackets.ts';
import { mediaFixture } from './mediafixture.ts';
import { element, simpleBlock } from './webmelements.ts';

/** A take as long as one likes, made while it is read: slices as a recorder gives them, and what is in them. */
export interface LongTake {
  mimeType: string;
  codec: 'opus' | 'aac';
  slices: Iterable<Bytes>;
  packets: number;
  durationMs: number;
}

const OPUS_PACKET_MS = 60;
const OPUS_PACKETS_PER_CLUSTER = 5;
const AAC_RATE = 48_000;
const AAC_PACKETS_PER_FRAGMENT = 47;
/** Near the rate that devices record at, 32 kbit/s. */
const AAC_PACKET_BYTES = 82;
/** So many sizes take turns. */
const AAC_SIZES = 7;
/** AAC-LC, mono, one frame of silence; zeros after its end are not looked at by decoders. */
const SILENCE = [0x00, 0xc8, 0x00, 0x80, 0x23, 0x80];
const SLICES_PER_SEGMENT = 50;
const STARTED_AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Opus in WebM as Chromium records it: packets of 60 ms, a cluster for every slice of 300 ms. The packets are a fixture's, over and over. */
export async function longOpusTake(minutes: number): Promise<LongTake> {
  const { mimeType, chunks } = mediaFixture('chromium-opus.webm');
  const whole = concat(chunks);
  const header = whole.slice(0, Buffer.from(whole).indexOf(Buffer.from('1f43b675', 'hex')));
  const packets = (await audioPackets(whole)).packets.map(({ hex }): Bytes => new Uint8Array(Buffer.from(hex, 'hex')));
  const clusters = Math.round((minutes * 60_000) / (OPUS_PACKET_MS * OPUS_PACKETS_PER_CLUSTER));
  function* slices(): Generator<Bytes> {
    yield header;
    for (let cluster = 0, next = 0; cluster < clusters; cluster++) {
      const blocks: Bytes[] = [];
      for (let i = 0; i < OPUS_PACKETS_PER_CLUSTER; i++, next++) {
        blocks.push(simpleBlock(i * OPUS_PACKET_MS, packets[next % packets.length]!));
      }
      const atMs = cluster * OPUS_PACKET_MS * OPUS_PACKETS_PER_CLUSTER;
      const time = new Uint8Array(4);
      new DataView(time.buffer).setUint32(0, atMs);
      yield element('1f43b675', element('e7', time), ...blocks);
    }
  }
  const count = clusters * OPUS_PACKETS_PER_CLUSTER;
  return { mimeType, codec: 'opus', slices: slices(), packets: count, durationMs: count * OPUS_PACKET_MS };
}

/** AAC in MP4 as WebKit records it: a fragment of about a second. The packets are silence. */
export function longAacTake(minutes: number): LongTake {
  const fragments = Math.round((minutes * 60 * AAC_RATE) / (AAC_PACKETS_PER_FRAGMENT * AAC_PACKET_SAMPLES));
  function* slices(): Generator<Bytes> {
    yield aacMp4({ sampleRate: AAC_RATE, fragments: [] }).header;
    for (let i = 0, next = 0; i < fragments; i++) {
      const packets = Array.from({ length: AAC_PACKETS_PER_FRAGMENT }, () => {
        const packet = new Uint8Array(AAC_PACKET_BYTES + (next++ % AAC_SIZES));
        packet.set(SILENCE);
        return packet;
      });
      yield fragment(i + 1, i * AAC_PACKETS_PER_FRAGMENT * AAC_PACKET_SAMPLES, packets);
    }
  }
  const count = fragments * AAC_PACKETS_PER_FRAGMENT;
  const durationMs = Math.floor((count * AAC_PACKET_SAMPLES * 1000) / AAC_RATE);
  return { mimeType: AAC_MIME_TYPE, codec: 'aac', slices: slices(), packets: count, durationMs };
}

interface Plan {
  ownerId: OwnerId;
  recordingId: RecordingId;
  take: LongTake;
  sealTo: { kid: string; publicKey: webcrypto.CryptoKey };
}

/** Seals a recording of one long take and stores it as a device would, a segment at a time: little of it is ever in memory. */
export async function storeLongRecording(store: ObjectStore, { ownerId, recordingId, take, sealTo }: Plan): Promise<void> {
  const key = await webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const segments: Manifest['segments'] = [];
  let open: SealedChunk[] = [];
  let chunk = 0;

  async function cut(): Promise<void> {
    const data = encodeSegment(open);
    const seq = segments.length;
    const sha256 = await sha256Of(data);
    segments.push({ seq, bytes: data.byteLength, sha256, ranges: rangesOf(open) });
    await store.put(segmentKey(ownerId, recordingId, seq, sha256), data, { contentType: SEGMENT_MIME_TYPE });
    open = [];
  }

  for (const data of take.slices) {
    const additionalData = chunkAad({ ownerId, recordingId, take: 0, chunk, mimeType: take.mimeType });
    const sealed = await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv: chunkIv(chunk), additionalData }, key, data);
    open.push({ take: 0, chunk: chunk++, sealed: new Uint8Array(sealed) });
    if (open.length === SLICES_PER_SEGMENT) await cut();
  }
  if (open.length > 0) await cut();

  const raw = await webcrypto.subtle.exportKey('raw', key);
  const wrapped = toBase64(new Uint8Array(await webcrypto.subtle.encrypt({ name: 'RSA-OAEP' }, sealTo.publicKey, raw)));
  const { mimeType, codec, durationMs } = take;
  const about = { take: 0, mimeType, codec, firstChunk: 0, lastChunk: chunk - 1, durationMs, startedAtMs: STARTED_AT_MS, ended: 'stop' as const };
  const manifest: Manifest = {
    version: 1,
    ownerId,
    recordingId,
    startedAtMs: STARTED_AT_MS,
    endedAtMs: STARTED_AT_MS + durationMs,
    serverOffsetMs: null,
    partial: false,
    takes: [{ ...about, wrappedKeys: [{ kid: sealTo.kid, wrapped }] }],
    gaps: [],
    marks: [],
    segments,
    texts: [],
    consent: null,
    appVersion: '0.0.0-test',
    flags: { version: 1, variant: 'offline' },
  };
  const bytes = new TextEncoder().encode(manifestText(manifest));
  const sha256 = await sha256Of(bytes);
  const json = { contentType: 'application/json' };
  await store.put(manifestKey(ownerId, recordingId, sha256), bytes, json);
  const pointer = new TextEncoder().encode(JSON.stringify({ manifestSha256: sha256, receivedAtMs: manifest.endedAtMs }));
  await store.put(manifestPointerKey(ownerId, recordingId), pointer, json);
}

async function sha256Of(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await webcrypto.subtle.digest('SHA-256', bytes)));
}
