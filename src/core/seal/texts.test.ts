import { webcrypto } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { createTestDevice, organisationKey, type TestDevice } from '../../../test/bench/device.ts';
import { beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { fromBase64 } from '../bytes.ts';
import { freezeManifest } from '../outbox/freezemanifest.ts';
import type { Manifest } from '../manifest.ts';
import { Failure } from '../failures.ts';
import { textAad } from './format.ts';
import { MAX_TEXT_LENGTH, readTexts, writeText, type TextDeps } from './texts.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const devices: TestDevice[] = [];
afterEach(async () => {
  for (const device of devices.splice(0)) await device.db.delete();
});

async function bench(change: Partial<TextDeps> = {}) {
  const device = createTestDevice();
  devices.push(device);
  const { publicKey, privateKey } = await organisationKey();
  const deps: TextDeps = { ...device, publicKeys: async () => [publicKey], ...change };
  const read = async (id: string) => (await readTexts(deps, id)).map(({ subject, version, text }) => [subject, version, text]);
  /** As the organisation reads a text of a manifest. */
  async function opened(id: string, one: Manifest['texts'][number], version = one.version) {
    const raw = await webcrypto.subtle.decrypt('RSA-OAEP', privateKey, fromBase64(one.wrappedKeys[0]!.wrapped));
    const key = await webcrypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
    const subject = one.kind === 'mark' ? { kind: one.kind, mark: one.mark! } : { kind: one.kind };
    const additionalData = textAad({ ownerId: device.ownerId, recordingId: id, subject, version });
    return Buffer.from(await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv: fromBase64(one.iv), additionalData }, key, fromBase64(one.sealed))).toString();
  }
  return { device, deps, read, opened };
}

test('[TXT1] a private text is sealed before it is stored; the device reads it with its key and the organisation from the manifest', async () => {
  const { device, deps, read, opened } = await bench();
  const id = await waitingRecording(device, { frozen: false });
  await writeText(deps, id, { kind: 'title' }, 'Visita de Ángela 👩‍⚕️');
  await writeText(deps, id, { kind: 'mark', mark: 2 }, 'second opinion');
  expect(await read(id)).toEqual([
    [{ kind: 'mark', mark: 2 }, 1, 'second opinion'],
    [{ kind: 'title' }, 1, 'Visita de Ángela 👩‍⚕️'],
  ]);
  expect(JSON.stringify(await device.db.texts.toArray())).not.toMatch(/Visita|second/);
  await freezeManifest(device, id);
  const { texts } = JSON.parse(Buffer.from((await device.store.manifestBytes(id))!).toString()) as Manifest;
  expect(texts.map(({ kind, mark, version }) => [kind, mark, version])).toEqual([['mark', 2, 1], ['title', undefined, 1]]);
  expect(await Promise.all(texts.map((one) => opened(id, one)))).toEqual(['second opinion', 'Visita de Ángela 👩‍⚕️']);
  await expect(opened(id, texts[1]!, 2)).rejects.toThrow();
  expect(JSON.stringify(texts)).not.toContain('keyId');
});

test('[TXT2] every version has a key and an IV of its own and replaces the one before; an empty one takes it back', async () => {
  const { device, deps, read } = await bench();
  const { recordingId: id } = await beginRecording(device);
  const seen: string[] = [];
  for (const text of ['one', 'one', 'two', '']) {
    await writeText(deps, id, { kind: 'patient' }, text);
    const [row] = await device.store.texts(id);
    seen.push(row!.iv, row!.wrappedKeys[0]!.wrapped, (await device.store.deviceWrap(id, 'patient'))!.wrapped);
  }
  expect(new Set(seen).size).toBe(12);
  expect(await read(id)).toEqual([[{ kind: 'patient' }, 4, '']]);
  expect(await device.db.texts.count()).toBe(1);
});

test('[TXT3] without the device key its texts are sealed off from the device, and can still be written', async () => {
  const { device, deps, read } = await bench();
  const { recordingId: id } = await beginRecording(device);
  await writeText(deps, id, { kind: 'title' }, 'one');
  await writeText({ ...deps, localKeys: null }, id, { kind: 'note' }, 'two');
  await device.localKeys.drop();
  expect(await read(id)).toEqual([[{ kind: 'note' }, 1, null], [{ kind: 'title' }, 1, null]]);
  await writeText(deps, id, { kind: 'title' }, 'three');
  expect(await read(id)).toEqual([[{ kind: 'note' }, 1, null], [{ kind: 'title' }, 2, 'three']]);
});

test('[TXT4] of two pages that write one text at once none is lost without a word: the versions follow each other', async () => {
  const { device, deps } = await bench();
  const { recordingId: id } = await beginRecording(device);
  await Promise.all([writeText(deps, id, { kind: 'title' }, 'mine'), writeText(deps, id, { kind: 'title' }, 'theirs')]);
  expect(await device.store.texts(id)).toMatchObject([{ version: 2 }]);
});

test('[TXT5] what cannot be written says why and changes nothing', async () => {
  const { device, deps, read } = await bench();
  const { recordingId: id } = await beginRecording(device);
  await expect(writeText(deps, id, { kind: 'title' }, 'x'.repeat(MAX_TEXT_LENGTH.title + 1))).rejects.toBeInstanceOf(RangeError);
  await expect(writeText({ ...deps, publicKeys: async () => [] }, id, { kind: 'title' }, 'x')).rejects.toMatchObject({ code: 'no_key' });
  await expect(writeText(deps, '00000000-0000-4000-8000-000000000000', { kind: 'title' }, 'x')).rejects.toThrow('gone');
  const full = { ...device.store, setText: () => Promise.reject(new Failure('storage_full')) };
  await expect(writeText({ ...deps, store: full }, id, { kind: 'title' }, 'x')).rejects.toMatchObject({ code: 'storage_full' });
  expect(await read(id)).toEqual([]);
});

test('[TXT6] a text that cannot be read on the device does not keep its recording from being sealed off', async () => {
  const { device, deps } = await bench();
  const id = await waitingRecording(device, { frozen: false });
  await writeText(deps, id, { kind: 'title' }, 'one');
  await device.db.table('texts').put({ recordingId: id, name: 'mood', kind: 'of_a_newer_build', version: 1 });
  await freezeManifest(device, id);
  expect(JSON.parse(Buffer.from((await device.store.manifestBytes(id))!).toString())).toMatchObject({ texts: [{ kind: 'title' }] });
});

test('[BYT2] UTF-8 is written as TextEncoder does and read back; what is not UTF-8 is undefined', () => {
  for (const text of ['', 'plain', '100 % ä ß ñ', '日本語', '👩‍⚕️', 'lone \ud83d, \udc69 and \ud83d\ud83d\udc69', '\u0000\u007f\u0080\uffff']) {
    expect(encodeUtf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
    expect(decodeUtf8(encodeUtf8(text))).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)));
  }
  expect(decodeUtf8(new Uint8Array([0xff]))).toBeUndefined();
  expect(decodeUtf8(new Uint8Array([0xe2, 0x82]))).toBeUndefined();
});
