import { concat, type Bytes } from '../../src/core/bytes.ts';
import { element, endless, simpleBlock, webmHeader } from '../build/webmelements.ts';

const PACKET_MS = 60;
/** 32 kbit/s. */
const PACKET_BYTES = 240;
/** How much sound a cluster holds; its times are within 16 bits of its own. */
const CLUSTER_MS = 6_000;
/** One byte of table of contents: 60 ms of SILK wideband, mono (RFC 6716 §3.1); the rest is looked at by nobody. */
const OPUS_60_MS = 0x58;

/**
 * The slices that a browser gives out of an endless recording, one every `sliceMs`: packets of 60 ms in clusters
 * without a size, and each slice holds what is complete by then.
 */
export function* webmSlices(sliceMs: number): Generator<Bytes> {
  let parts: Bytes[] = [webmHeader()];
  let packet = 0;
  for (let endMs = sliceMs; ; endMs += sliceMs) {
    for (; (packet + 1) * PACKET_MS <= endMs; packet++) {
      const inClusterMs = (packet * PACKET_MS) % CLUSTER_MS;
      if (inClusterMs === 0) parts.push(cluster(packet * PACKET_MS));
      const sound = new Uint8Array(PACKET_BYTES).fill(packet);
      sound[0] = OPUS_60_MS;
      parts.push(simpleBlock(inClusterMs, sound));
    }
    yield concat(parts);
    parts = [];
  }
}

function cluster(atMs: number): Bytes {
  const time = new Uint8Array(4);
  new DataView(time.buffer).setUint32(0, atMs);
  return concat([endless('1f43b675'), element('e7', time)]);
}
