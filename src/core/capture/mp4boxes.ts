import { MediaNonsense } from './mediareader.ts';

// The boxes of fragmented MP4 (ISO/IEC 14496-12) that say how much audio there is.

/** What `moov` says about the audio track. */
export interface Mp4Track {
  id: number;
  /** Ticks per second. */
  timescale: number;
  defaultTicks: number;
  defaultBytes: number;
}

/** What `moof` says about the samples of one track. */
export interface Mp4Run {
  /** Decode time of the first sample (`tfdt`). */
  baseTicks: number | undefined;
  samples: number;
  ticks: number;
  bytes: number;
  /** Whether the samples are found from the fragment's own place, so that the fragment can be moved. */
  movable: boolean;
}

interface Box {
  type: string;
  start: number;
  end: number;
}

/** The audio track in the content of a `moov`. @throws MediaNonsense when there is none, RangeError when it is cut. */
export function readMoov(bytes: Uint8Array): Mp4Track {
  const view = viewOf(bytes);
  const moov = { type: 'moov', start: 0, end: bytes.byteLength };
  const trak = boxes(view, moov, 'trak').find((box) => {
    const hdlr = path(view, box, 'mdia', 'hdlr');
    return hdlr && fourCc(view, hdlr.start + 8) === 'soun';
  });
  const tkhd = trak && path(view, trak, 'tkhd');
  const mdhd = trak && path(view, trak, 'mdia', 'mdhd');
  if (!tkhd || !mdhd) throw new MediaNonsense('no audio track');
  const id = view.getUint32(tkhd.start + (version(view, tkhd) === 1 ? 20 : 12));
  const timescale = view.getUint32(mdhd.start + (version(view, mdhd) === 1 ? 20 : 12));
  if (timescale === 0) throw new MediaNonsense('no timescale');
  const mvex = path(view, moov, 'mvex');
  const trex = mvex && boxes(view, mvex, 'trex').find((box) => view.getUint32(box.start + 4) === id);
  return {
    id,
    timescale,
    defaultTicks: trex ? view.getUint32(trex.start + 12) : 0,
    defaultBytes: trex ? view.getUint32(trex.start + 16) : 0,
  };
}

/** The samples of `track` in the content of a `moof`. @throws RangeError when it is cut, MediaNonsense on broken boxes. */
export function readMoof(bytes: Uint8Array, track: Mp4Track): Mp4Run {
  const view = viewOf(bytes);
  const run: Mp4Run = { baseTicks: undefined, samples: 0, ticks: 0, bytes: 0, movable: true };
  for (const traf of boxes(view, { type: 'moof', start: 0, end: bytes.byteLength }, 'traf')) {
    const tfhd = path(view, traf, 'tfhd');
    if (!tfhd || view.getUint32(tfhd.start + 4) !== track.id) continue;
    const flags = flagsOf(view, tfhd);
    const ticksAt = tfhd.start + 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
    const bytesAt = ticksAt + (flags & 0x8 ? 4 : 0);
    const defaultTicks = flags & 0x8 ? view.getUint32(ticksAt) : track.defaultTicks;
    const defaultBytes = flags & 0x10 ? view.getUint32(bytesAt) : track.defaultBytes;
    if (flags & 0x1) run.movable = false;
    const tfdt = path(view, traf, 'tfdt');
    if (tfdt) run.baseTicks ??= version(view, tfdt) === 1 ? unsigned64(view, tfdt.start + 4) : view.getUint32(tfdt.start + 4);
    for (const trun of boxes(view, traf, 'trun')) addRun(view, trun, defaultTicks, defaultBytes, run);
  }
  return run;
}

function addRun(view: DataView, trun: Box, defaultTicks: number, defaultBytes: number, run: Mp4Run): void {
  const flags = flagsOf(view, trun);
  const samples = view.getUint32(trun.start + 4);
  const [ticksAt, bytesAt] = [0, flags & 0x100 ? 4 : 0];
  const sampleBytes = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  let at = trun.start + 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  if (at + samples * sampleBytes > trun.end) throw new MediaNonsense('more samples than their box holds');
  run.samples += samples;
  if (!(flags & 0x100)) run.ticks += samples * defaultTicks;
  if (!(flags & 0x200)) run.bytes += samples * defaultBytes;
  if (!(flags & 0x300)) return;
  for (let i = 0; i < samples; i++, at += sampleBytes) {
    if (flags & 0x100) run.ticks += view.getUint32(at + ticksAt);
    if (flags & 0x200) run.bytes += view.getUint32(at + bytesAt);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function path(view: DataView, parent: Box, ...types: string[]): Box | undefined {
  return types.reduce<Box | undefined>((box, type) => box && boxes(view, box, type)[0], parent);
}

function boxes(view: DataView, parent: Box, type: string): Box[] {
  const found: Box[] = [];
  for (let at = parent.start; at < parent.end; ) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > parent.end) throw new MediaNonsense('a box larger than its parent');
    if (fourCc(view, at + 4) === type) found.push({ type, start: at + 8, end: at + size });
    at += size;
  }
  return found;
}

function fourCc(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function version(view: DataView, box: Box): number {
  return view.getUint8(box.start);
}

function flagsOf(view: DataView, box: Box): number {
  return view.getUint32(box.start) & 0xff_ffff;
}

function unsigned64(view: DataView, at: number): number {
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}
