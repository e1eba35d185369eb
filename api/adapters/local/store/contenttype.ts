// Only what lies in the store: what a person may open from the archive, and documents.
const TYPES: Record<string, string> = {
  json: 'application/json',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  webm: 'audio/webm',
};

/** The media type that `key`'s extension stands for. The store keeps no type beside a file, so this is the one it serves. */
export function contentTypeOf(key: string): string {
  return TYPES[/\.([a-z0-9]+)$/.exec(key)?.[1] ?? ''] ?? 'application/octet-stream';
}
