import { ascii, concat, type Bytes } from '../bytes.ts';

/** One file of an archive. The name is ASCII, at most 100 characters. */
export interface TarFile {
  name: string;
  bytes: Bytes;
}

const BLOCK = 512;

/** A POSIX ustar archive of `files` (IEEE Std 1003.1, pax: ustar Interchange Format). @throws RangeError on a name that does not fit. */
export function encodeTar(files: readonly TarFile[], atMs: number): Bytes {
  const blocks = files.flatMap(({ name, bytes }) => [header(name, bytes.byteLength, atMs), bytes, new Uint8Array((BLOCK - (bytes.byteLength % BLOCK)) % BLOCK)]);
  return concat([...blocks, new Uint8Array(2 * BLOCK)]);
}

function header(name: string, size: number, atMs: number): Bytes {
  if (name.length === 0 || name.length > 100) throw new RangeError(`a name of ${name.length} characters`);
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => block.set(ascii(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  put(0, name);
  put(100, `${octal(0o600, 7)}\0`);
  put(108, `${octal(0, 7)}\0`);
  put(116, `${octal(0, 7)}\0`);
  put(124, `${octal(size, 11)}\0`);
  put(136, `${octal(Math.floor(atMs / 1000), 11)}\0`);
  // While the sum is taken its own field counts as spaces.
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\0');
  put(263, '00');
  put(148, `${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0 `);
  return block;
}

/** The files of an archive that `encodeTar` made. @throws RangeError when it is none or is cut off. */
export function decodeTar(tar: Bytes): TarFile[] {
  const text = (from: number, to: number) => String.fromCharCode(...tar.subarray(from, to)).replace(/\0.*$/s, '');
  const files: TarFile[] = [];
  for (let at = 0; tar[at] !== 0; ) {
    if (at + BLOCK > tar.byteLength) throw new RangeError('the archive is cut off');
    if (text(at + 257, at + 262) !== 'ustar') throw new RangeError('not a tar archive');
    const size = Number.parseInt(text(at + 124, at + 135), 8);
    const end = at + BLOCK + size;
    if (!(end <= tar.byteLength)) throw new RangeError('the archive is cut off');
    files.push({ name: text(at, at + 100), bytes: tar.slice(at + BLOCK, end) });
    at = end + ((BLOCK - (size % BLOCK)) % BLOCK);
  }
  return files;
}
