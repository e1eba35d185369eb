/**
 * Whether an `If-None-Match` header names `etag` (RFC 9110 §13.1.2): a list, `*`, weak comparison.
 * Entity tags of ours hold no comma, so the list may be split at commas.
 */
export function noneMatchHits(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
