import { expect, test } from 'vitest';
import { opusPacketMs } from './mediaopus.ts';

test.each([
  ['SILK, 10 ms, one frame', 0b00000_0_00, undefined, 10],
  ['SILK, 60 ms, one frame', 0b00011_0_00, undefined, 60],
  ['SILK, 60 ms, two frames', 0b01011_1_01, undefined, 120],
  ['hybrid, 20 ms, two frames of different size', 0b01101_0_10, undefined, 40],
  ['CELT, 2.5 ms, one frame', 0b10000_0_00, undefined, 2.5],
  ['CELT, 20 ms, three frames, as Chromium writes them', 0xff, 0x03, 60],
  ['CELT, 20 ms, six frames with padding and of variable size', 0xff, 0b11_000110, 120],
])('[MED9] an Opus packet says how long it plays: %s', (_, toc, second, expectedMs) => {
  expect(opusPacketMs(toc, second)).toBe(expectedMs);
});

test.each([
  ['no frames', 0xff, 0],
  ['longer than 120 ms', 0xff, 7],
  ['cut behind its first byte', 0xff, undefined],
])('[MED9] what cannot be an Opus packet plays for no time: %s', (_, toc, second) => {
  expect(opusPacketMs(toc, second)).toBe(0);
});
