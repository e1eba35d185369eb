import { webcrypto } from 'node:crypto';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { concat, toBase64, type Bytes } from '../../core/bytes.ts';
import { Failure } from '../../core/failures.ts';
import { manifestFault, MAX_SEGMENT_BYTES, type Manifest } from '../../core/manifest.ts';
import type { CompleteAnswer, UploadApi } from '../../core/ports.ts';
import { chunkAad, chunkIv } from '../../core/seal/format.ts';
import { decodeSegment } from '../../core/segment.ts';
import { manifest as manifestSchema } from '../../wire/api.ts';
import { webDigest, webSealing } from '../../adapters/webcrypto.ts';
import { sealParcel, type Tape } from './parcel.ts';
import { sendParcel } from './sendparcel.ts';

const deps = { sealing: webSealing, digest: webDigest };
const slices: Bytes[] = Array.from({ length: 9 }, (_, n) => webcrypto.getRandomValues(new Uint8Array(60_000).fill(n)));
const tape: Tape = {
  ownerId: 'a'.repeat(32),
  recordingId: '01234567-89ab-4cde-8f01-23456789abcd',
  mimeType: 'audio/webm;codecs=opus',
  slices: [...slices, ...slices, ...slices, new Uint8Array(0)],
  startedAtMs: 1_000,
  endedAtMs: 9_000,
  bitsPerSecond: 32_000,
  fault: false,
  consent: null,
  flagsVersion: 3,
  appVersion: '1.2.3',
};

async function organisation() {
  const pair = await webcrypto.subtle.generateKey({ name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, true, ['encrypt', 'decrypt']);
  const spki = toBase64(new Uint8Array(await webcrypto.subtle.exportKey('spki', pair.publicKey)));
  return { keys: [{ kid: 'k1', spki, use: 'seal' as const }], privateKey: pair.privateKey };
}

test('R32 [LEG7] a tape is sealed to the organisation as a recording of the offline recorder is, and opens to the same bytes', async () => {
  const { keys, privateKey } = await organisation();
  const parcel = await sealParcel(deps, tape, keys);
  const manifest = v.parse(manifestSchema, JSON.parse(new TextDecoder().decode(parcel.manifest))) as Manifest;
  expect(manifestFault(manifest)).toBeUndefined();
  expect(manifest).toMatchObject({ ownerId: tape.ownerId, flags: { version: 3, variant: 'off' }, partial: false, takes: [{ codec: 'opus', lastChunk: 26, ended: 'stop' }] });
  expect(parcel.segments.length).toBeGreaterThan(1);
  for (const { bytes, data, sha256 } of parcel.segments) {
    expect([bytes <= MAX_SEGMENT_BYTES, data.byteLength, await webDigest.sha256(data)]).toEqual([true, bytes, sha256]);
  }
  const wrapped = Buffer.from(manifest.takes[0]!.wrappedKeys[0]!.wrapped, 'base64');
  const raw = await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, privateKey, wrapped);
  const key = await webcrypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const opened = await Promise.all(
    parcel.segments.flatMap(({ data }) => decodeSegment(data)).map(async ({ chunk, sealed }) => {
      const additionalData = chunkAad({ ownerId: tape.ownerId, recordingId: tape.recordingId, take: 0, chunk, mimeType: tape.mimeType });
      return new Uint8Array(await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv: chunkIv(chunk), additionalData }, key, sealed));
    }),
  );
  expect(Buffer.compare(concat(opened), concat(tape.slices))).toBe(0);
});

test('R32 [LEG7] with nothing to seal or nobody to seal to there is no parcel', async () => {
  const { keys } = await organisation();
  await expect(sealParcel(deps, { ...tape, slices: [new Uint8Array(0)] }, keys)).rejects.toThrow(RangeError);
  await expect(sealParcel(deps, tape, [])).rejects.toThrow(RangeError);
});

test('R32 [LEG2] a further try sends what is missing, the same bytes, and ends with the receipt of our manifest', async () => {
  const { keys } = await organisation();
  const parcel = await sealParcel(deps, tape, keys);
  const stored = new Map<number, string>();
  let puts = 0;
  let fails = true;
  const answers: CompleteAnswer[] = [
    { outcome: 'missing', seqs: [0] },
    { outcome: 'receipt', manifestSha256: parcel.manifestSha256, receivedAtMs: 1 },
  ];
  const api = {
    presign: async (_owner: string, _id: string, segments: readonly { seq: number }[]) => segments.map(({ seq }) => ({ seq, url: `/${seq}`, headers: {}, expiresAtMs: 0 })),
    put: async ({ seq }: { seq: number }, data: Bytes) => {
      if (seq === 1 && fails) throw new Failure('network');
      puts += 1;
      const sha256 = await webDigest.sha256(data);
      expect(stored.get(seq) ?? sha256).toBe(sha256);
      stored.set(seq, sha256);
    },
    complete: async () => answers.shift()!,
  } as unknown as UploadApi;
  const arrived = new Set<number>();
  await expect(sendParcel(api, parcel, arrived, () => undefined)).rejects.toMatchObject({ code: 'network' });
  fails = false;
  await sendParcel(api, parcel, arrived, () => undefined);
  expect([...stored]).toHaveLength(parcel.segments.length);
  // Each once, and the first again because the server missed it.
  expect(puts).toBe(parcel.segments.length + 1);
});
