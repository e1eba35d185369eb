import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { noneMatchHits } from '../../etag.ts';
import type { PublicFiles } from '../../routes/publicfiles.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Pictures and fonts are compressed as they are. */
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|manifest|wasm)|image\/svg)/;
const compressed = promisify(gzip);

/** A name that a build gives: so no `..`, no hidden file, no separator of any system. */
const SEGMENT = /^[A-Za-z0-9_@-][A-Za-z0-9_@.-]*$/;

/**
 * The built app in `dir`. Names below `/assets/` hold a hash of their content and may be kept for good; everything else is asked
 * for again each time. Each has a strong ETag, and goes as gzip to whoever takes that. An address without a file and without an extension is one inside the app: its page.
 */
export function createPublicFiles(dir: string): PublicFiles {
  /** By the ETag of what was compressed: a build has few files. */
  const gzips = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    async serve(path, asked) {
      const segments = path.split('/').slice(1);
      if (segments.at(-1) === '') segments.pop();
      if (!segments.every((segment) => SEGMENT.test(segment))) return undefined;
      const isFile = segments.length > 0 && !path.endsWith('/');
      const found = isFile ? await answer(dir, segments, asked, gzips) : undefined;
      if (found) return found;
      const insideTheApp = segments[0] !== 'assets' && !segments.at(-1)?.includes('.');
      return insideTheApp ? answer(dir, ['index.html'], asked, gzips) : undefined;
    },
  };
}

async function answer(dir: string, segments: string[], asked: Headers, gzips: Map<string, Uint8Array<ArrayBuffer>>): Promise<Response | undefined> {
  const name = segments.join('/');
  const path = join(dir, ...segments);
  if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined;
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  const bytes = new Uint8Array(await readFile(path));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const small = COMPRESSIBLE.test(type) && takesGzip(asked.get('Accept-Encoding') ?? '');
  const headers = new Headers({
    // Other bytes, so another strong ETag (RFC 9110, 8.8.3.3).
    ETag: small ? `"${hash}-gzip"` : `"${hash}"`,
    'Cache-Control': segments[0] === 'assets' && segments.length > 1 ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(COMPRESSIBLE.test(type) && { Vary: 'Accept-Encoding' }),
  });
  if (noneMatchHits(asked.get('If-None-Match'), headers.get('ETag') ?? '')) return new Response(null, { status: 304, headers });
  let body = bytes;
  if (small) {
    body = gzips.get(hash) ?? new Uint8Array(await compressed(bytes));
    gzips.set(hash, body);
    headers.set('Content-Encoding', 'gzip');
  }
  headers.set('Content-Type', type);
  headers.set('Content-Length', String(body.byteLength));
  return new Response(body, { headers });
}

/** Whether an `Accept-Encoding` names gzip, and not as what is not acceptable (RFC 9110, 12.5.3). */
function takesGzip(acceptEncoding: string): boolean {
  return acceptEncoding.split(',').some((one) => {
    const [name, weight = ''] = one.split(';').map((part) => part.trim().toLowerCase());
    return name === 'gzip' && !/^q=0(?:\.0*)?$/.test(weight);
  });
}
