/** S3's limit. */
export const MAX_KEY_BYTES = 1024;

// No part starts with a dot: `.` and `..` would be read as steps by URL parsers and file systems, and the
// embedded store keeps its own things in dot folders. 255 bytes is the longest file name nearly everywhere.
const PART = /^[a-z0-9_-][a-z0-9_.-]{0,254}$/;

/** Whether `key` can be an object's key in every store: parts of [a-z0-9_.-] joined by `/`, at most 1024 bytes. */
export function isObjectKey(key: string): boolean {
  return key.length <= MAX_KEY_BYTES && key.split('/').every((part) => PART.test(part));
}

/** `key` itself. @throws RangeError when it cannot be an object's key, before a URL parser can make another key of it. */
export function objectKey(key: string): string {
  if (!isObjectKey(key)) throw new RangeError('not an object key');
  return key;
}
