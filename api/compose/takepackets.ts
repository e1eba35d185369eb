import { CustomSource, EncodedPacketSink, Input, MP4, WEBM, type AudioCodec, type EncodedPacket } from 'mediabunny';
import { opusPacketMs } from '../../src/core/capture/mediaopus.ts';
import { toHex } from '../../src/core/bytes.ts';
import { ComposeFault } from './composefault.ts';
import { uprightOpusHead } from './opushead.ts';
import type { PlainTake } from './plaintake.ts';
import type { TakeLayout } from './takelayout.ts';

/** How the packets of a take are to be decoded. */
export interface TakeFormat {
  codec: AudioCodec;
  config: AudioDecoderConfig;
  /** Equal for takes that one file can join without touching a packet. */
  key: string;
}

/** A take, opened for reading its packets. */
export interface TakePackets {
  format: TakeFormat;
  /** Every packet in order, the first at 0 s. */
  packets(): AsyncGenerator<EncodedPacket>;
  close(): void;
}

/** None: PlainTake keeps what was opened, and mediabunny searches its cache linearly for every packet (an hour took 42 s instead of 4). */
const CACHE_BYTES = 0;

/**
 * Opens the audio track of `plain`, the complete part of take `take`.
 * @throws ComposeFault `audio_unreadable` when there is no audio track that can be archived; what `plain` throws, as it is.
 */
export async function openTakePackets(take: number, container: TakeLayout['container'], plain: PlainTake): Promise<TakePackets> {
  let failure: unknown;
  const source = new CustomSource({
    getSize: () => plain.size,
    read: (start, end) =>
      plain.read(start, end).catch((error: unknown) => {
        failure ??= error;
        throw error;
      }),
    maxCacheSize: CACHE_BYTES,
    handleUnhandledError: (error) => (failure ??= error),
  });
  const input = new Input({ formats: container === 'webm' ? [WEBM] : [MP4], source });

  /** What the source threw is thrown as it is; whatever else the demuxer throws is about the audio. */
  function fault(error: unknown): unknown {
    if (failure !== undefined) return failure;
    return error instanceof ComposeFault ? error : new ComposeFault('audio_unreadable', `take ${take}: its container cannot be read`, error);
  }

  try {
    const track = await input.getPrimaryAudioTrack();
    const codec = await track?.getCodec();
    const declared = await track?.getDecoderConfig();
    if (!track || !codec || !declared) throw new ComposeFault('audio_unreadable', `take ${take}: no audio track`);
    const config = codec === 'opus' && declared.description ? { ...declared, description: uprightOpusHead(bytesOf(declared.description)) } : declared;
    return {
      format: { codec, config, key: keyOf(codec, config) },
      async *packets() {
        try {
          let firstSeconds: number | undefined;
          for await (const packet of new EncodedPacketSink(track).packets()) {
            firstSeconds ??= packet.timestamp;
            yield packet.clone({ timestamp: packet.timestamp - firstSeconds, duration: durationOf(codec, packet) });
          }
        } catch (error) {
          throw fault(error);
        }
      },
      close: () => input.dispose(),
    };
  } catch (error) {
    input.dispose();
    throw fault(error);
  }
}

/** Opus says itself how long it plays; Chromium's MP4 declares the last packet of a fragment too short. */
function durationOf(codec: AudioCodec, { data, duration }: EncodedPacket): number {
  return codec === 'opus' ? opusPacketMs(data[0] ?? 0, data[1]) / 1000 : duration;
}

function keyOf(codec: AudioCodec, { sampleRate, numberOfChannels, codec: parameters, description }: AudioDecoderConfig): string {
  return [codec, parameters, sampleRate, numberOfChannels, description ? toHex(bytesOf(description)) : ''].join('|');
}

function bytesOf(source: ArrayBufferLike | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
}
