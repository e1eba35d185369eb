import { join } from 'node:path';
import { createAudioFile, isArchivable, type AudioFile, type AudioFileWriter } from './audiofile.ts';
import { ComposeFault } from './composefault.ts';
import { createPlainTake } from './plaintake.ts';
import type { OpenSegment } from './sealedsegments.ts';
import type { SurveyedTake } from './surveytakes.ts';
import { openTakePackets, type TakePackets } from './takepackets.ts';

/** A finished file and the takes in it. */
export interface RemuxedFile extends AudioFile {
  takes: number[];
}

/**
 * Writes the packets of all takes, untouched and in order, into as few files as can hold them:
 * takes that follow each other and decode alike share one, each beginning where the former ended.
 * Takes without audio are left out. Files are in playing order in `folder`.
 * @throws ComposeFault `audio_unreadable`, when not every packet that was surveyed comes out, too; what OpenSegment and the file system throw.
 */
export async function remux(takes: readonly SurveyedTake[], openSegment: OpenSegment, folder: string, createdAtMs: number): Promise<RemuxedFile[]> {
  const files: RemuxedFile[] = [];
  let open: OpenFile | undefined;

  async function finish(): Promise<void> {
    if (open) files.push({ ...(await open.writer.finish()), takes: open.takes });
    open = undefined;
  }

  try {
    for (const { take, layout, shares } of takes) {
      if (layout.packets === 0) continue;
      const input = await openTakePackets(take.take, layout.container, createPlainTake(take.take, shares, layout.pieces, openSegment));
      try {
        const { format } = input;
        if (!isArchivable(format.codec)) throw new ComposeFault('audio_unreadable', `take ${take.take}: ${format.codec} is not archived`);
        if (open && open.key !== format.key) await finish();
        open ??= {
          key: format.key,
          takes: [],
          endSeconds: 0,
          writer: await createAudioFile(join(folder, `audio-${files.length + 1}`), format, createdAtMs),
        };
        await append(open, take.take, layout.packets, input);
      } finally {
        input.close();
      }
    }
    await finish();
  } catch (error) {
    await open?.writer.abandon();
    throw error;
  }
  return files;
}

interface OpenFile {
  key: string;
  takes: number[];
  endSeconds: number;
  writer: AudioFileWriter;
}

async function append(file: OpenFile, take: number, expected: number, input: TakePackets): Promise<void> {
  const offset = file.endSeconds;
  let count = 0;
  for await (const packet of input.packets()) {
    const timestamp = offset + packet.timestamp;
    await file.writer.add({ data: packet.data, timestamp, duration: packet.duration });
    file.endSeconds = Math.max(file.endSeconds, timestamp + packet.duration);
    count++;
  }
  // Two readers have to agree on how much there is, or audio would be lost or doubled in silence.
  if (count !== expected) throw new ComposeFault('audio_unreadable', `take ${take}: ${count} packets read where ${expected} are`);
  file.takes.push(take);
}
