// An Opus identification header (RFC 7845 §5.1) has its numbers little-endian; MP4 keeps the same fields big-endian in
// `dOps`. GStreamer's muxer copied them as they were (seen in WebKitGTK 2.50 with GStreamer 1.22), so that whoever reads
// the box as it should be gets a pre-skip of 14337 samples for 312: players then leave out the first 0.3 s.

const PRE_SKIP_AT = 10;
const SAMPLE_RATE_AT = 12;
const GAIN_AT = 16;
const HEADER_BYTES = 19;
/** Rates that recorders have; anything beyond is no rate. */
const MAX_SAMPLE_RATE = 384_000;

/**
 * An OpusHead whose numbers are the right way round: `head` itself, or a copy with the bytes of its numbers reversed when
 * only that makes its sample rate one. What is no OpusHead is returned as it is.
 */
export function uprightOpusHead(head: Uint8Array): Uint8Array {
  if (head.byteLength < HEADER_BYTES) return head;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const reversedRate = view.getUint32(SAMPLE_RATE_AT, false);
  // 0 is "not known", either way round.
  if (view.getUint32(SAMPLE_RATE_AT, true) <= MAX_SAMPLE_RATE || reversedRate > MAX_SAMPLE_RATE) return head;
  const upright = head.slice();
  const into = new DataView(upright.buffer);
  into.setUint16(PRE_SKIP_AT, view.getUint16(PRE_SKIP_AT, false), true);
  into.setUint32(SAMPLE_RATE_AT, reversedRate, true);
  into.setInt16(GAIN_AT, view.getInt16(GAIN_AT, false), true);
  return upright;
}
