import { webcrypto } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textAad, textName, type TextSubject } from '../../src/core/seal/format.ts';
import type { Archived } from './archive.ts';

/** The private texts of an archived recording by their names, opened with the organisation's keys as whoever may hear the recording does. */
export async function openTexts(dataDir: string, { ownerId, recordingId, record }: Archived): Promise<Record<string, string>> {
  const folder = join(dataDir, 'keys');
  const keys = new Map<string, webcrypto.CryptoKey>();
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.pem')) continue;
    const pem = await readFile(join(folder, name), 'utf8');
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    keys.set(name.replace(/\.pem$/, ''), await webcrypto.subtle.importKey('pkcs8', der, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['decrypt']));
  }
  const opened: Record<string, string> = {};
  for (const { kind, mark, version, iv, sealed, wrappedKeys } of record.texts) {
    const subject: TextSubject = kind === 'mark' ? { kind, mark: mark ?? 0 } : { kind };
    const wrap = wrappedKeys.find(({ kid }) => keys.has(kid));
    if (!wrap) throw new Error(`no key opens ${textName(subject)}`);
    const raw = await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, keys.get(wrap.kid)!, Buffer.from(wrap.wrapped, 'base64'));
    const key = await webcrypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
    const additionalData = textAad({ ownerId, recordingId, subject, version });
    const plain = await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv: Buffer.from(iv, 'base64'), additionalData }, key, Buffer.from(sealed, 'base64'));
    opened[textName(subject)] = Buffer.from(plain).toString('utf8');
  }
  return opened;
}
