import { webcrypto } from 'node:crypto';
import { expect, test } from 'vitest';
import { webSealing } from '../../adapters/webcrypto.ts';
import { ascii, fromBase64, toBase64, toHex } from '../bytes.ts';
import { chunkAad, chunkIv, TAG_BYTES, textAad } from './format.ts';

const place = {
  ownerId: '0123456789abcdef0123456789abcdef',
  recordingId: '6f1d3c52-0b0e-4a55-9f0e-3a4f5b6c7d8e',
  take: 2,
  chunk: 258,
  mimeType: 'audio/webm;codecs=opus',
};

test('[SEA1] the IV is the chunk number in 96 bits', () => {
  expect(toHex(chunkIv(0))).toBe('000000000000000000000000');
  expect(toHex(chunkIv(258))).toBe('000000000000000000000102');
  expect(toHex(chunkIv(0xffff_ffff))).toBe('0000000000000000ffffffff');
  for (const bad of [-1, 0x1_0000_0000, 1.5, NaN]) expect(() => chunkIv(bad)).toThrow(RangeError);
});

test('[SEA2] the additional data is the golden vector', () => {
  expect(String.fromCharCode(...chunkAad(place))).toBe(
    'HF1|0123456789abcdef0123456789abcdef|6f1d3c52-0b0e-4a55-9f0e-3a4f5b6c7d8e|2|258|audio/webm;codecs=opus',
  );
});

test('[SEA4] the additional data of a private text is the golden vector, and that of no chunk', () => {
  const { ownerId, recordingId } = place;
  const aad = (subject: Parameters<typeof textAad>[0]['subject'], version: number) => String.fromCharCode(...textAad({ ownerId, recordingId, subject, version }));
  expect(aad({ kind: 'title' }, 1)).toBe('HF1|0123456789abcdef0123456789abcdef|6f1d3c52-0b0e-4a55-9f0e-3a4f5b6c7d8e|text|title|1');
  expect(aad({ kind: 'mark', mark: 12 }, 3)).toBe('HF1|0123456789abcdef0123456789abcdef|6f1d3c52-0b0e-4a55-9f0e-3a4f5b6c7d8e|text|mark-12|3');
});

test('[SEA3] a chunk sealed with a known key is the golden vector', async () => {
  const key = await webcrypto.subtle.importKey('raw', new Uint8Array(32).fill(7), 'AES-GCM', false, ['encrypt']);
  const sealed = await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv: chunkIv(258), additionalData: chunkAad(place) }, key, ascii('hold fast'));
  expect(toHex(new Uint8Array(sealed))).toBe('5a0e6acc5ca6e74cca93ad507c32ddcca90a5088562f9bf365');
});

test('[SEA3] what the device seals opens with the unwrapped key, and only in its own place', async () => {
  const pair = await webcrypto.subtle.generateKey({ name: 'RSA-OAEP', modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, true, ['encrypt', 'decrypt']);
  const spki = toBase64(new Uint8Array(await webcrypto.subtle.exportKey('spki', pair.publicKey)));
  const { key, wrappedKeys } = await webSealing.newTakeKey([{ kid: 'k1', spki, use: 'seal' }]);
  const sealed = await key.seal(chunkIv(258), chunkAad(place), ascii('hold fast'));
  expect(sealed.byteLength).toBe('hold fast'.length + TAG_BYTES);

  const raw = await webcrypto.subtle.decrypt('RSA-OAEP', pair.privateKey, fromBase64(wrappedKeys[0]!.wrapped));
  expect(raw.byteLength).toBe(32);
  const opener = await webcrypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const open = (chunk: number, additional = place) =>
    webcrypto.subtle.decrypt({ name: 'AES-GCM', iv: chunkIv(chunk), additionalData: chunkAad(additional) }, opener, sealed);
  expect(new Uint8Array(await open(258))).toEqual(ascii('hold fast'));
  await expect(open(257)).rejects.toThrow();
  for (const other of [{ take: 3 }, { chunk: 259 }, { ownerId: 'f'.repeat(32) }, { mimeType: 'audio/mp4' }]) {
    await expect(open(258, { ...place, ...other })).rejects.toThrow();
  }
});
