import { expect, test } from 'vitest';
import { parseJson, readBody, requireJson } from './body.ts';

/** A request whose body arrives in `chunks` and counts how many of them were taken. */
function streamed(chunks: number[], { breaksOff = false } = {}) {
  const taken = { chunks: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const bytes = chunks[taken.chunks];
        if (bytes !== undefined) {
          taken.chunks++;
          controller.enqueue(new Uint8Array(bytes));
        } else if (breaksOff) controller.error(new Error('reset'));
        else controller.close();
      },
      cancel() {
        taken.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { taken, request: new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit) };
}

test('[API16] a body up to the limit is read whole', async () => {
  expect((await readBody(streamed([3, 4, 3]).request, 10)).byteLength).toBe(10);
  expect((await readBody(new Request('http://localhost/', { method: 'POST' }), 10)).byteLength).toBe(0);
});

test('[API16] a body over the limit is refused when it passes it, and the rest is not read', async () => {
  const { request, taken } = streamed([6, 6, 6, 6]);
  await expect(readBody(request, 10)).rejects.toMatchObject({ code: 'body_too_large' });
  expect(taken).toEqual({ chunks: 2, cancelled: true });
});

test('[API9] a body that breaks off is refused', async () => {
  await expect(readBody(streamed([3], { breaksOff: true }).request, 10)).rejects.toMatchObject({ code: 'bad_request' });
});

test('[API9] what is not UTF-8 or not JSON is refused', () => {
  expect(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow('bad_request');
  expect(() => parseJson(new TextEncoder().encode('{"a":'))).toThrow('bad_request');
  expect(parseJson(new TextEncoder().encode('{"a":1}'))).toEqual({ a: 1 });
});

test.each([
  ['application/json', true],
  ['Application/JSON; charset=utf-8', true],
  ['text/plain', false],
  ['application/x-www-form-urlencoded', false],
])('[API9] a body of %s is taken: %s', (type, taken) => {
  const check = () => requireJson(new Request('http://localhost/', { method: 'POST', headers: { 'Content-Type': type }, body: '{}' }));
  if (taken) check();
  else expect(check).toThrow('unsupported_type');
});
