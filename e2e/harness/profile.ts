import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

// Looks for readable audio in the folder of a browser that is closed. Names of formats alone are in any code that
// handles them, so a finding needs the bytes around it that only a file has.

export interface Finding {
  /** Relative to the profile. */
  file: string;
  /** In bytes. */
  offset: number;
  what: string;
}

/** Content that would be recognised, e.g. the bytes that a recorder has given out. */
export interface Known {
  what: string;
  bytes: Uint8Array;
}

/** What begins a piece of audio: the bytes to look for, and whether it is one, given all bytes and where they were found. */
interface Sign {
  what: string;
  bytes: Buffer;
  fits(all: Buffer, at: number): boolean;
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const has = (all: Buffer, bytes: Buffer, from: number, to: number): boolean => all.subarray(Math.max(0, from), to).includes(bytes);

const SIGNS: readonly Sign[] = [
  // EBML's header, whose first element is EBMLVersion 1.
  { what: 'WebM header', bytes: hex('1A 45 DF A3'), fits: (all, at) => has(all, hex('42 86 81 01'), at + 4, at + 16) },
  { what: 'WebM document type', bytes: hex('42 82 84 77 65 62 6D'), fits: () => true },
  // A cluster begins with its time.
  { what: 'WebM cluster', bytes: hex('1F 43 B6 75'), fits: (all, at) => has(all, hex('E7'), at + 5, at + 13) },
  // Followed by version 1 and a count of channels (RFC 7845, section 5.1).
  { what: 'Opus header', bytes: Buffer.from('OpusHead'), fits: (all, at) => all[at + 8] === 1 && between(all[at + 9], 1, 8) },
  // Preceded by the length of the box.
  { what: 'MP4 file type', bytes: Buffer.from('ftyp'), fits: (all, at) => at >= 4 && between(all.readUInt32BE(at - 4), 8, 256) },
  { what: 'MP4 fragment', bytes: Buffer.from('moof'), fits: (all, at) => has(all, Buffer.from('mfhd'), at + 8, at + 12) },
];

function between(value: number | undefined, lowest: number, highest: number): boolean {
  return value !== undefined && value >= lowest && value <= highest;
}

/** Bytes of known content that must agree. Compression leaves audio as it is, but may cut it into pieces. */
const PIECE_BYTES = 16;
const STRIDE_BYTES = 8;
/** Pieces with fewer different bytes are padding or text that could be anywhere. */
const VARIED = 8;

/** Every sign of readable audio, and of `known` content, in the files below `profileDir`; at most one finding of each kind per file. */
export async function scanProfile(profileDir: string, known: readonly Known[] = []): Promise<Finding[]> {
  const pieces = indexOfPieces(known);
  const entries = await readdir(profileDir, { recursive: true, withFileTypes: true });
  const findings: Finding[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const all = await readFile(path);
    const file = relative(profileDir, path);
    findings.push(...[...signsIn(all), ...piecesIn(all, pieces)].map((found) => ({ file, ...found })));
  }
  return findings;
}

function signsIn(all: Buffer): { offset: number; what: string }[] {
  return SIGNS.flatMap(({ what, bytes, fits }) => {
    for (let at = all.indexOf(bytes); at !== -1; at = all.indexOf(bytes, at + 1)) if (fits(all, at)) return [{ offset: at, what }];
    return [];
  });
}

type Pieces = Map<number, { what: string; bytes: Buffer }[]>;

/** Pieces of the known content by their first four bytes. */
function indexOfPieces(known: readonly Known[]): Pieces {
  const pieces: Pieces = new Map();
  for (const { what, bytes } of known) {
    for (let at = 0; at + PIECE_BYTES <= bytes.byteLength; at += STRIDE_BYTES) {
      const piece = Buffer.from(bytes.subarray(at, at + PIECE_BYTES));
      if (new Set(piece).size < VARIED) continue;
      const start = piece.readUInt32LE(0);
      pieces.set(start, [...(pieces.get(start) ?? []), { what, bytes: piece }]);
    }
  }
  return pieces;
}

function piecesIn(all: Buffer, pieces: Pieces): { offset: number; what: string }[] {
  const found = new Map<string, number>();
  // Most positions are ruled out by two bytes, without asking the map.
  const starts = new Uint8Array(0x1_0000);
  for (const start of pieces.keys()) starts[start & 0xffff] = 1;
  for (let at = 0; pieces.size > 0 && at + PIECE_BYTES <= all.byteLength; at++) {
    if (starts[all[at]! | (all[at + 1]! << 8)] === 0) continue;
    for (const { what, bytes } of pieces.get(all.readUInt32LE(at)) ?? []) {
      if (!found.has(what) && bytes.compare(all, at, at + PIECE_BYTES) === 0) found.set(what, at);
    }
  }
  return [...found].map(([what, offset]) => ({ what, offset }));
}
