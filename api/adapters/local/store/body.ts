import { S3Error } from './s3error.ts';

/** What is read and thrown away at most, so that a refusal reaches a sender who reads only when all is sent. */
export const MAX_DRAINED_BYTES = 16 * 1024 * 1024;

/** The pieces of a request's body. A body that breaks off, or whose request is aborted, is IncompleteBody. */
export async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  const abort = () => void reader.cancel(request.signal.reason).catch(() => undefined);
  request.signal.addEventListener('abort', abort);
  let ended = false;
  try {
    while (true) {
      const piece = await reader.read().catch(() => {
        throw new S3Error('IncompleteBody', 'The body broke off.');
      });
      // Cancelling ends the stream as if it were whole.
      if (request.signal.aborted) throw new S3Error('IncompleteBody', 'The request was aborted.');
      ended = piece.done;
      if (piece.done) return;
      yield piece.value;
    }
  } finally {
    request.signal.removeEventListener('abort', abort);
    if (!ended) void reader.cancel().catch(() => undefined);
  }
}

/** Reads what a refused request still has to send, up to `MAX_DRAINED_BYTES`. Never rejects. */
export async function drain(request: Request): Promise<void> {
  if (request.bodyUsed || !request.body || Number(request.headers.get('content-length') ?? Infinity) > MAX_DRAINED_BYTES) return;
  let bytes = 0;
  try {
    for await (const piece of bodyOf(request)) {
      bytes += piece.byteLength;
      if (bytes > MAX_DRAINED_BYTES) return;
    }
  } catch {
    // Whoever broke off wants no answer.
  }
}
