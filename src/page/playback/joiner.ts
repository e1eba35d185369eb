import { BlobSource, BufferTarget, EncodedAudioPacketSource, EncodedPacketSink, Input, Mp4OutputFormat, MP4, Output, WEBM, WebMOutputFormat, type EncodedPacket, type InputAudioTrack } from 'mediabunny';
import { opusPacketMs } from '../../core/capture/mediaopus.ts';
import type { SoundPart } from './sound.ts';

/** Joins takes into files, untouched packet by packet. */
export interface Joiner {
  /**
   * Adds a take as its recorder wrote it, or the beginning of one. Resolves to where it stands in the whole; `whole`: its
   * packets could be read to the end. Rejects, with nothing added, when it cannot be read at all.
   */
  add(container: Blob): Promise<{ startMs: number; durationMs: number; whole: boolean }>;
  /** All files in order. */
  finish(): Promise<SoundPart[]>;
}

interface OpenPart {
  key: string;
  startMs: number;
  endSeconds: number;
  codec: 'opus' | 'aac';
  source: EncodedAudioPacketSource;
  output: Output<WebMOutputFormat | Mp4OutputFormat, BufferTarget>;
  config: AudioDecoderConfig;
}

/** Takes that follow each other and decode alike share a file, each beginning where the former ended; a take that does not begins another. */
export function createJoiner(): Joiner {
  const parts: SoundPart[] = [];
  let open: OpenPart | undefined;
  let endMs = 0;

  async function close(): Promise<void> {
    if (!open) return;
    const { output, codec, startMs, endSeconds } = open;
    open = undefined;
    await output.finalize();
    const [extension, type] = codec === 'opus' ? (['webm', 'audio/webm'] as const) : (['m4a', 'audio/mp4'] as const);
    parts.push({ blob: new Blob([output.target.buffer ?? new ArrayBuffer(0)], { type }), extension, startMs, durationMs: Math.round(endSeconds * 1000) });
  }

  async function begin(key: string, codec: 'opus' | 'aac', config: AudioDecoderConfig): Promise<OpenPart> {
    const source = new EncodedAudioPacketSource(codec);
    const output = new Output({ format: codec === 'opus' ? new WebMOutputFormat() : new Mp4OutputFormat({ fastStart: 'in-memory' }), target: new BufferTarget() });
    output.addAudioTrack(source);
    await output.start();
    return { key, codec, config, source, output, startMs: endMs, endSeconds: 0 };
  }

  return {
    async add(container) {
      const input = new Input({ formats: [WEBM, MP4], source: new BlobSource(container) });
      try {
        const track = await input.getPrimaryAudioTrack();
        const codec = await track?.getCodec();
        const config = await track?.getDecoderConfig();
        if (!track || !config || (codec !== 'opus' && codec !== 'aac')) throw new TypeError('no audio to be read');
        const key = keyOf(codec, config);
        if (open && open.key !== key) await close();
        open ??= await begin(key, codec, config);
        const offset = open.endSeconds;
        const whole = await copy(track, codec, open, offset);
        const startMs = open.startMs + Math.round(offset * 1000);
        endMs = open.startMs + Math.round(open.endSeconds * 1000);
        return { startMs, durationMs: endMs - startMs, whole };
      } finally {
        input.dispose();
      }
    },
    async finish() {
      await close();
      return parts;
    },
  };
}

/** Copies the packets of a take behind what is there. False when they end in something that cannot be read. */
async function copy(track: InputAudioTrack, codec: OpenPart['codec'], part: OpenPart, offset: number): Promise<boolean> {
  let first: number | undefined;
  try {
    for await (const packet of new EncodedPacketSink(track).packets()) {
      first ??= packet.timestamp;
      const timestamp = offset + packet.timestamp - first;
      const duration = durationOf(codec, packet);
      await part.source.add(packet.clone({ timestamp, duration }), { decoderConfig: part.config });
      part.endSeconds = Math.max(part.endSeconds, timestamp + duration);
    }
    return true;
  } catch (error) {
    if (first === undefined) throw error;
    return false;
  }
}

/** Opus says itself how long it plays; Chromium's MP4 declares the last packet of a fragment too short. */
function durationOf(codec: 'opus' | 'aac', { data, duration }: EncodedPacket): number {
  return codec === 'opus' ? opusPacketMs(data[0] ?? 0, data[1]) / 1000 : duration;
}

function keyOf(codec: string, { sampleRate, numberOfChannels, description }: AudioDecoderConfig): string {
  const bytes = description === undefined ? [] : ArrayBuffer.isView(description) ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength) : new Uint8Array(description);
  return [codec, sampleRate, numberOfChannels, ...bytes].join(' ');
}
