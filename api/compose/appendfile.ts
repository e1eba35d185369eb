import { open } from 'node:fs/promises';
import { concat } from '../../src/core/bytes.ts';

/** A new file, written from its start to its end, of which only what is not yet on disk is in memory. */
export interface AppendFile {
  /** Where the next byte goes. */
  position(): number;
  /** Appends; `bytes` may not change afterwards. @throws what the file system throws */
  append(bytes: Uint8Array): Promise<void>;
  /** Writes over what was appended before. */
  patch(position: number, bytes: Uint8Array): Promise<void>;
  /** Writes what is left, and closes. */
  finish(): Promise<void>;
  /** Closes what was not finished; the file stays. */
  abandon(): Promise<void>;
}

const OWNER_ONLY = 0o600;
const WRITE_BYTES = 256 * 1024;

/** Makes the file at `path`, readable by its owner only. @throws what the file system throws, also when it is there */
export async function createAppendFile(path: string): Promise<AppendFile> {
  const file = await open(path, 'wx', OWNER_ONLY);
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let written = 0;

  async function write(bytes: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < bytes.byteLength; ) at += (await file.write(bytes, at, bytes.byteLength - at, position + at)).bytesWritten;
  }

  async function flush(): Promise<void> {
    const bytes = concat(waiting);
    await write(bytes, written);
    written += bytes.byteLength;
    waiting = [];
    waitingBytes = 0;
  }

  return {
    position: () => written + waitingBytes,
    async append(bytes) {
      waiting.push(bytes);
      waitingBytes += bytes.byteLength;
      if (waitingBytes >= WRITE_BYTES) await flush();
    },
    async patch(position, bytes) {
      await flush();
      await write(bytes, position);
    },
    async finish() {
      await flush();
      await file.close();
    },
    abandon: () => file.close(),
  };
}
