const SILK_FRAME_MS = [10, 20, 40, 60] as const;
const CELT_FRAME_MS = [2.5, 5, 10, 20] as const;
/** No packet is longer (RFC 6716 §3.2.5, R5). */
const MAX_PACKET_MS = 120;

/**
 * How many milliseconds an Opus packet plays, from its table-of-contents byte (RFC 6716 §3.1).
 * `second` is the packet's second byte, which counts the frames of a packet of code 3. 0 for what is not an Opus packet.
 */
export function opusPacketMs(toc: number, second: number | undefined): number {
  const config = toc >> 3;
  const frameMs = config < 12 ? SILK_FRAME_MS[config & 3]! : config < 16 ? SILK_FRAME_MS[config & 1]! : CELT_FRAME_MS[config & 3]!;
  const code = toc & 3;
  const frames = code === 0 ? 1 : code === 3 ? (second ?? 0) & 63 : 2;
  const packetMs = frames * frameMs;
  return packetMs <= MAX_PACKET_MS ? packetMs : 0;
}
