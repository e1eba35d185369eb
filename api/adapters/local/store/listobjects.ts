import { isObjectKey } from '../../s3/objectkey.ts';
import type { Disk, DiskObject } from './disk.ts';
import { S3Error, xmlText } from './s3error.ts';
import type { Target } from './target.ts';

const MAX_KEYS = 1000;

/** Answers ListObjectsV2 with one page in key order. @throws S3Error InvalidArgument */
export async function listObjects(target: Target, disk: Disk): Promise<Response> {
  const prefix = target.query.get('prefix') ?? '';
  if (!/^[a-z0-9/_.-]*$/.test(prefix)) throw new S3Error('InvalidArgument', 'No key starts with that prefix.');
  // AWS's own clients always ask for it; no key has a character that it would change.
  const encoding = target.query.get('encoding-type');
  if (encoding !== undefined && encoding !== 'url') throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request');
  const maxKeys = readMaxKeys(target.query.get('max-keys'));
  const after = readToken(target.query.get('continuation-token'));

  const page: DiskObject[] = [];
  let truncated = false;
  // A dot folder or a step upwards is not part of any key, and must not be walked into.
  if (!/^\/|\/\/|(^|\/)\./.test(prefix) && maxKeys > 0) {
    for await (const object of disk.walk(prefix, after)) {
      truncated = page.length === maxKeys;
      if (truncated) break;
      page.push(object);
    }
  }
  const token = truncated ? Buffer.from(page.at(-1)!.key).toString('base64url') : '';
  const document =
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `<Name>${xmlText(target.bucket)}</Name><Prefix>${xmlText(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>` +
    `<MaxKeys>${maxKeys}</MaxKeys>${encoding ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${truncated}</IsTruncated>` +
    `${token && `<NextContinuationToken>${token}</NextContinuationToken>`}${page.map(contents).join('')}</ListBucketResult>`;
  return new Response(document, { headers: { 'content-type': 'application/xml' } });
}

function contents({ key, bytes, etag, modifiedAtMs }: DiskObject): string {
  return (
    `<Contents><Key>${xmlText(key)}</Key><LastModified>${new Date(modifiedAtMs).toISOString()}</LastModified>` +
    `<ETag>${xmlText(etag)}</ETag><Size>${bytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  );
}

function readMaxKeys(text: string | undefined): number {
  if (text === undefined) return MAX_KEYS;
  if (!/^\d{1,9}$/.test(text)) throw new S3Error('InvalidArgument', 'max-keys is not a number.');
  return Math.min(Number(text), MAX_KEYS);
}

/** The last key of the page before. Its holder is signed in as the store's only user, so it hides nothing. */
function readToken(token: string | undefined): string {
  if (token === undefined) return '';
  const key = Buffer.from(token, 'base64url').toString('latin1');
  if (!isObjectKey(key)) throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect.');
  return key;
}
