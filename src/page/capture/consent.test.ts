import { expect, test } from 'vitest';
import { en } from '../i18n/en.ts';
import { es } from '../i18n/es.ts';
import { CONSENT_VERSION, createConsentNote } from './consent.ts';

test('B2 [RSC8] the wording that is agreed to has a version: another wording is another version', () => {
  expect({ version: CONSENT_VERSION, en: en.recorder.consent, es: es.recorder.consent }).toEqual({
    version: 1,
    en: 'Patient informed and agrees to the recording',
    es: 'El paciente ha sido informado y acepta la grabación',
  });
});

test('B2 [RSC8] a consent has the time of its tick and the wording that stood there, and none after it is taken back', () => {
  let [nowMs, language] = [5, 'es' as 'en' | 'es'];
  const note = createConsentNote(() => nowMs, () => language);
  expect(note.given.value).toBeNull();
  note.tick(true);
  [nowMs, language] = [9, 'en'];
  expect(note.given.value).toEqual({ textVersion: '1-es', atMs: 5 });
  note.tick(true);
  expect(note.given.value).toEqual({ textVersion: '1-en', atMs: 9 });
  note.tick(false);
  expect(note.given.value).toBeNull();
});
