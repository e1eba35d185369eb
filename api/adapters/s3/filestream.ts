import type { FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 64 * 1024;

/**
 * Exactly `bytes` bytes of `file` from offset `start`, read only as they are asked for. Closes `file` at the end, on
 * cancel and on failure; a file that turns out shorter is an error of the stream, never a short stream.
 */
export function fileStream(file: FileHandle, start: number, bytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = start;
  const end = start + bytes;
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          if (at < end) {
            const piece = new Uint8Array(Math.min(PIECE_BYTES, end - at));
            const { bytesRead } = await file.read(piece, 0, piece.byteLength, at);
            if (bytesRead === 0) throw new Error('the file ends too early');
            at += bytesRead;
            controller.enqueue(piece.subarray(0, bytesRead));
          }
          if (at === end) {
            await file.close();
            controller.close();
          }
        } catch (error) {
          await file.close().catch(() => undefined);
          throw error;
        }
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 0 },
  );
}
