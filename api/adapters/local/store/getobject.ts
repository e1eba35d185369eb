import { fileStream } from '../../s3/filestream.ts';
import { contentTypeOf } from './contenttype.ts';
import type { Disk } from './disk.ts';
import { S3Error } from './s3error.ts';

interface Span {
  start: number;
  bytes: number;
}

/** Answers GET and HEAD of an object, the whole of it or a single range. @throws S3Error NoSuchKey, InvalidRange, NotImplemented */
export async function getObject(request: Request, key: string, disk: Disk): Promise<Response> {
  const condition = [...request.headers.keys()].find((name) => name.startsWith('if-'));
  if (condition) throw new S3Error('NotImplemented', `The header ${condition} is not supported here.`);
  const found = await disk.open(key);
  if (!found) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  const { file, object } = found;
  let streaming = false;
  try {
    const range = readRange(request.headers.get('range'), object.bytes);
    const { start, bytes } = range ?? { start: 0, bytes: object.bytes };
    const headers = new Headers({
      'accept-ranges': 'bytes',
      'content-length': String(bytes),
      'content-type': contentTypeOf(key),
      etag: object.etag,
      'last-modified': new Date(object.modifiedAtMs).toUTCString(),
    });
    if (range) headers.set('content-range', `bytes ${start}-${start + bytes - 1}/${object.bytes}`);
    streaming = request.method === 'GET';
    return new Response(streaming ? fileStream(file, start, bytes) : null, { status: range ? 206 : 200, headers });
  } finally {
    if (!streaming) await file.close();
  }
}

/** The bytes that a Range header asks for; undefined means all: none asked, or in a form that S3 does not serve. */
function readRange(header: string | null, size: number): Span | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const from = match[1] === '' ? undefined : Number(match[1]);
  const to = match[2] === '' ? undefined : Number(match[2]);
  if (from !== undefined && to !== undefined && to < from) return undefined;
  const start = from ?? Math.max(0, size - to!);
  const end = from === undefined || to === undefined ? size : Math.min(to + 1, size);
  if (start >= end) throw new S3Error('InvalidRange', 'The requested range is not satisfiable.', { 'content-range': `bytes */${size}` });
  return { start, bytes: end - start };
}
