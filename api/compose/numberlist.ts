import type { Bytes } from '../../src/core/bytes.ts';

const PAGE_NUMBERS = 16_384;

/** Unsigned 32-bit numbers, four bytes each: twelve hours of AAC have two million packets. */
export interface NumberList {
  length(): number;
  /** @throws RangeError for what does not fit 32 bits */
  push(value: number): void;
  /** All of them, big-endian, in parts. */
  parts(): Generator<Bytes>;
}

/** An empty list. It grows a page at a time, so that nothing is ever copied. */
export function createNumberList(): NumberList {
  const pages: DataView<ArrayBuffer>[] = [];
  let length = 0;
  return {
    length: () => length,
    push(value) {
      if (!(value >= 0 && value < 2 ** 32)) throw new RangeError(`${value} does not fit 32 bits`);
      const at = length % PAGE_NUMBERS;
      if (at === 0) pages.push(new DataView(new ArrayBuffer(4 * PAGE_NUMBERS)));
      pages.at(-1)!.setUint32(4 * at, value);
      length++;
    },
    *parts() {
      for (const [i, { buffer }] of pages.entries()) yield new Uint8Array(buffer, 0, 4 * Math.min(PAGE_NUMBERS, length - i * PAGE_NUMBERS));
    },
  };
}
