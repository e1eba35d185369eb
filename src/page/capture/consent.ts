import { signal, type ReadonlySignal } from '@preact/signals';
import type { Consent } from '../../core/manifest.ts';
import type { LanguageCode } from '../i18n/languages.ts';

/** The wordings of `words.recorder.consent` in all languages. Another wording is another version. */
export const CONSENT_VERSION = 1;

/** That the person who is recorded next agrees, as whoever records has ticked it. */
export interface ConsentNote {
  /** Null while it is not ticked. */
  given: ReadonlySignal<Consent | null>;
  tick(given: boolean): void;
}

/** A consent note, not ticked. `language` is the one in which the text stands on the screen: it is the wording that counts. */
export function createConsentNote(nowMs: () => number, language: () => LanguageCode): ConsentNote {
  const given = signal<Consent | null>(null);
  return {
    given,
    tick(yes) {
      given.value = yes ? { textVersion: `${CONSENT_VERSION}-${language()}`, atMs: nowMs() } : null;
    },
  };
}
