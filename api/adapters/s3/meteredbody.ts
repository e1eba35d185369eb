/** A request's body on its way through, counted. */
export interface MeteredBody {
  /** To be sent on. Fails at once when more than the announced bytes come, and at the end when fewer did. */
  stream: ReadableStream<Uint8Array>;
  /** Whether what came was not what was announced, or broke off. */
  broken(): boolean;
  /** Reads and drops what was not sent on. Never rejects. */
  drain(): Promise<void>;
}

/**
 * Carries `source`, of which `bytes` bytes are announced. Cancelling `stream` leaves `source` as it is: an answer that
 * comes before the body is through reaches many senders only when the rest of their body has been taken.
 */
export function meteredBody(source: ReadableStream<Uint8Array>, bytes: number): MeteredBody {
  const reader = source.getReader();
  let received = 0;
  let state: 'open' | 'ended' | 'broken' = 'open';

  async function next(): Promise<Uint8Array | undefined> {
    const piece = await reader.read().catch((cause: unknown) => fail(cause));
    if (piece.value) received += piece.value.byteLength;
    if (piece.done ? received !== bytes : received > bytes) fail(new RangeError('not the announced number of bytes'));
    if (piece.done) state = 'ended';
    return piece.value;
  }

  function fail(cause: unknown): never {
    state = 'broken';
    throw cause;
  }

  return {
    stream: new ReadableStream(
      {
        async pull(controller) {
          const piece = await next();
          if (piece) controller.enqueue(piece);
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    ),
    broken: () => state === 'broken',
    async drain() {
      try {
        while (state === 'open') await next();
      } catch {
        // Whoever broke off wants no answer.
      }
    },
  };
}
