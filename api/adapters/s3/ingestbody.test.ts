import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { someBytes } from '../../../test/contracts/objectstorefixture.ts';
import { ingest } from './ingest.ts';

const BODY = someBytes(3);
const CHECKSUM = createHash('sha256').update(BODY).digest('base64');

/** Sends a PUT of `body`, a byte at a time, announced with `checksum`, to a bucket that gives `answer`. */
function send(body: Uint8Array, checksum: string, answer: (sent: Request) => Promise<Response>): Promise<Response> {
  const left = Array.from(body, (_, i) => body.slice(i, i + 1));
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
  const headers = { 'content-length': '3', 'x-amz-checksum-sha256': checksum };
  const init = { method: 'PUT', headers, body: stream, duplex: 'half' };
  const request = new Request('http://app.test/ingest/a/b?X-Amz-Signature=ab', init);
  return ingest(request, { bucketUrl: 'https://holdfast.s3.test', timeoutMs: 10_000, fetch: answer });
}

test('[STO63] a body with another hash than announced does not go on whole, whatever the bucket would have said', async () => {
  let arrived = 0;
  const count = async (sent: Request) => {
    arrived = 0;
    for await (const piece of sent.body!) arrived += (piece as Uint8Array).byteLength;
    return new Response(null);
  };
  expect((await send(BODY, CHECKSUM, count)).status).toBe(200);
  expect(arrived).toBe(3);
  const refused = await send(new Uint8Array(3), CHECKSUM, count);
  expect([refused.status, arrived]).toEqual([400, 2]);
  expect(await refused.text()).toContain('<Code>BadDigest</Code>');
});

test('[STO63] where the key is taken that is the answer, whatever the sender still had to send', async () => {
  expect((await send(new Uint8Array(3), CHECKSUM, async () => new Response(null, { status: 412 }))).status).toBe(412);
});

test('[STO66] of an answer without end only the start is read and brought back', async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1000;
      controller.enqueue(new TextEncoder().encode('x'.repeat(1000)));
    },
    cancel: () => void (cancelled = true),
  });
  const response = await send(BODY, CHECKSUM, async (sent) => {
    await sent.arrayBuffer();
    return new Response(endless, { status: 500 });
  });
  expect([response.status, (await response.text()).length]).toEqual([500, 16 * 1024]);
  expect(pulled).toBeLessThan(20_000);
  expect(cancelled).toBe(true);
});
