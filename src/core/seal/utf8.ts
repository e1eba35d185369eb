import type { Bytes } from '../bytes.ts';

/** A pair of surrogates, or one without its other half, which no encoding can carry. Without lookbehind: Safari before 16.4 has none. */
const SURROGATES = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;

/** The UTF-8 bytes of `text`; a lone surrogate becomes U+FFFD. The core has no TextEncoder. */
export function encodeUtf8(text: string): Bytes {
  const escaped = encodeURIComponent(text.replace(SURROGATES, (found) => (found.length === 2 ? found : '\ufffd')));
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let i = 0; i < escaped.length; i += escaped[i] === '%' ? 3 : 1) {
    bytes[length++] = escaped[i] === '%' ? Number.parseInt(escaped.slice(i + 1, i + 3), 16) : escaped.charCodeAt(i);
  }
  return bytes.slice(0, length);
}

/** The text of UTF-8 bytes, or undefined when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  let escaped = '';
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
