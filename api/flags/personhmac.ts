import { createHmac } from 'node:crypto';
import { normalEmail } from '../../src/core/flags/seed32.ts';

/** People's names in the public flag document. */
export interface PersonHmac {
  /** HMAC-SHA-256 of the normal form of an e-mail address, 64 hex digits; undefined when there is no address. */
  of(email: string | null | undefined): string | undefined;
  /** Names the key without telling it: whoever has another key makes other HMACs, which match nobody. Undefined without a key. */
  readonly keyId: string | undefined;
}

/** For who has no key: there is nobody whose name they know. */
export const NO_PERSON_HMAC: PersonHmac = { of: () => undefined, keyId: undefined };

/** @param key At least 32 bytes. @throws RangeError when it is shorter. */
export function createPersonHmac(key: Uint8Array): PersonHmac {
  if (key.byteLength < 32) throw new RangeError('the key of the flags is too short');
  const hmac = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  return {
    of(email) {
      const address = normalEmail(email ?? '');
      return address === '' ? undefined : hmac(address);
    },
    // No address is empty or holds a line break, so this is nobody's HMAC.
    keyId: hmac('\nkey').slice(0, 16),
  };
}
