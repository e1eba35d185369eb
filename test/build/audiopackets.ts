import { BufferSource, CustomSource, EncodedPacketSink, Input, MP4, WEBM, type InputAudioTrack, type Source } from 'mediabunny';
import { toHex, type Bytes } from '../../src/core/bytes.ts';

/** What a player finds in a file. */
export interface AudioPackets {
  /** Its duration as the file says without being read through; null when it does not. */
  seconds: number | null;
  packets: { hex: string; atMs: number }[];
  track: InputAudioTrack;
  /** Bytes that are read to find the packet that plays at `seconds`, in a file opened anew. */
  bytesToSeek(seconds: number): Promise<number>;
}

/** Reads all packets of an audio file. */
export async function audioPackets(bytes: Bytes): Promise<AudioPackets> {
  const track = await trackOf(new BufferSource(bytes));
  const packets: AudioPackets['packets'] = [];
  for await (const { data, timestamp } of new EncodedPacketSink(track).packets()) {
    packets.push({ hex: toHex(data), atMs: Math.round(timestamp * 1000) });
  }
  return {
    seconds: await track.getDurationFromMetadata(),
    packets,
    track,
    async bytesToSeek(seconds) {
      let bytesRead = 0;
      const read = (start: number, end: number): Uint8Array => {
        bytesRead += end - start;
        return bytes.subarray(start, end);
      };
      const track = await trackOf(new CustomSource({ getSize: () => bytes.byteLength, read }));
      await new EncodedPacketSink(track).getPacket(seconds);
      return bytesRead;
    },
  };
}

async function trackOf(source: Source): Promise<InputAudioTrack> {
  const track = await new Input({ formats: [WEBM, MP4], source }).getPrimaryAudioTrack();
  if (!track) throw new Error('no audio track');
  return track;
}
