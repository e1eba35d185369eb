import type { StoredObject } from '../../ports.ts';
import { isObjectKey } from './objectkey.ts';

/** One page of ListObjectsV2. */
export interface Listing {
  objects: StoredObject[];
  /** What asks for the next page; undefined on the last. */
  next: string | undefined;
}

/**
 * Reads a ListBucketResult document. Keys that are none of ours (the "folders" that consoles make) are left out.
 * Undefined when it is not a whole listing: half a listing must not pass for a short one.
 */
export function parseListing(document: string): Listing | undefined {
  if (!/<ListBucketResult[\s>]/.test(document) || !document.trimEnd().endsWith('</ListBucketResult>')) return undefined;
  const truncated = element(document, 'IsTruncated');
  const next = element(document, 'NextContinuationToken');
  if (truncated !== 'false' && (truncated !== 'true' || !next)) return undefined;
  const objects: StoredObject[] = [];
  for (const [, contents] of document.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
    const key = element(contents!, 'Key');
    const size = element(contents!, 'Size');
    if (key === undefined || size === undefined || !/^\d{1,15}$/.test(size)) return undefined;
    if (isObjectKey(key)) objects.push({ key, bytes: Number(size) });
  }
  return { objects, next: truncated === 'true' ? next : undefined };
}

/** The code in S3's error document, or undefined when it is none. */
export function parseErrorCode(document: string): string | undefined {
  return /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(document)?.[1];
}

function element(document: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(document)?.[1];
  return text?.replace(/&(?:#(\d{1,6})|#x([0-9a-fA-F]{1,5})|(amp|lt|gt|quot|apos));/g, (_, decimal, hex, named) =>
    named ? NAMED[named as keyof typeof NAMED] : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex as string, 16)),
  );
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
