import { isObjectKey, MAX_KEY_BYTES } from '../../s3/objectkey.ts';
import { S3Error } from './s3error.ts';

/** What a request's URL names. Nothing in it was normalised: what is signed, checked and stored is one and the same text. */
export interface Target {
  /** The path as it came: `/bucket` or `/bucket/key`. */
  path: string;
  bucket: string;
  /** Undefined for the bucket itself. */
  key: string | undefined;
  /** Decoded query parameters in the order they came; no name comes twice. */
  query: ReadonlyMap<string, string>;
}

/**
 * Reads a path-style URL. `%`, `//`, dot segments and every character that no key has are refused, not resolved.
 * @throws S3Error InvalidURI, KeyTooLongError, InvalidArgument
 */
export function parseTarget(url: string): Target {
  const match = /^https?:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?$/.exec(url);
  if (!match) throw new S3Error('InvalidURI', 'Could not parse the specified URI.');
  const path = match[1]!;
  const [, bucket, key] = /^\/([a-z0-9.-]+)(?:\/(.*))?$/.exec(path) ?? [];
  if (bucket === undefined) throw new S3Error('InvalidURI', 'Could not parse the specified URI.');
  if (key && key.length > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError', 'Your key is too long.');
  if (key && !isObjectKey(key)) throw new S3Error('InvalidURI', 'Keys are parts of [a-z0-9_.-] joined by /.');
  return { path, bucket, key: key === '' ? undefined : key, query: parseQuery(match[2] ?? '') };
}

function parseQuery(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of text === '' ? [] : text.split('&')) {
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    // Signing libraries leave out the second of two equal names, so it would not be covered by the signature.
    if (name === '' || query.has(name)) throw new S3Error('InvalidArgument', 'A query parameter has no name or comes twice.');
    query.set(name, equals === -1 ? '' : decode(pair.slice(equals + 1)));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new S3Error('InvalidURI', 'A query parameter is not percent-encoded UTF-8.');
  }
}
