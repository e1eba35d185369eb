import { createHash } from 'node:crypto';

/** What a sender announced of a body. */
export interface AnnouncedBody {
  bytes: number;
  /** In base64, when there is one. */
  sha256: string | null;
}

/** A request's body on its way through, counted and hashed. */
export interface MeteredBody {
  /** To be sent on. Fails when more or fewer than the announced bytes came, and before the last piece when they have another hash. */
  stream: ReadableStream<Uint8Array>;
  /** S3's code for what was not as announced, or broke off. */
  fault(): 'IncompleteBody' | 'BadDigest' | undefined;
  /** Reads and drops what was not sent on. Never rejects. */
  drain(): Promise<void>;
}

/**
 * Carries `source` as it is asked for. The last piece goes on only when all have the announced hash: stores that ignore
 * checksums would keep whatever came. Cancelling `stream` leaves `source` as it is: an answer that comes before the body
 * is through reaches many senders only when the rest of their body has been taken.
 */
export function meteredBody(source: ReadableStream<Uint8Array>, announced: AnnouncedBody): MeteredBody {
  const reader = source.getReader();
  const hash = createHash('sha256');
  let received = 0;
  let state: 'open' | 'ended' | 'IncompleteBody' | 'BadDigest' = 'open';

  async function next(): Promise<Uint8Array | undefined> {
    const piece = await reader.read().catch((cause: unknown) => fail('IncompleteBody', cause));
    if (piece.value) received += piece.value.byteLength;
    if (piece.done ? received !== announced.bytes : received > announced.bytes) {
      fail('IncompleteBody', new RangeError('not the announced number of bytes'));
    }
    if (piece.done) state = 'ended';
    return piece.value;
  }

  function prove(piece: Uint8Array): void {
    hash.update(piece);
    if (announced.sha256 === null || received < announced.bytes) return;
    if (hash.digest('base64') !== announced.sha256) fail('BadDigest', new RangeError('not the announced hash'));
  }

  function fail(code: 'IncompleteBody' | 'BadDigest', cause: unknown): never {
    state = code;
    throw cause;
  }

  return {
    stream: new ReadableStream(
      {
        async pull(controller) {
          const piece = await next();
          if (!piece) return controller.close();
          prove(piece);
          controller.enqueue(piece);
        },
      },
      { highWaterMark: 0 },
    ),
    fault: () => (state === 'open' || state === 'ended' ? undefined : state),
    async drain() {
      try {
        while (state === 'open') await next();
      } catch {
        // Whoever broke off wants no answer.
      }
    },
  };
}
