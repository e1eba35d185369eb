import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
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

/** A name that a build gives: so no `..`, no hidden file, no separator of any system. */
const SEGMENT = /^[A-Za-z0-9_@-][A-Za-z0-9_@.-]*$/;

/**
 * The built app in `dir`. Names below `/assets/` hold a hash of their content and may be kept for good; everything else is asked
 * for again each time and has a strong ETag. An address without a file and without an extension is one inside the app: its page.
 */
export function createPublicFiles(dir: string): PublicFiles {
  return {
    async serve(path, ifNoneMatch) {
      const segments = path.split('/').slice(1);
      if (segments.at(-1) === '') segments.pop();
      if (!segments.every((segment) => SEGMENT.test(segment))) return undefined;
      const isFile = segments.length > 0 && !path.endsWith('/');
      const found = isFile ? await answer(dir, segments, ifNoneMatch) : undefined;
      if (found) return found;
      const insideTheApp = segments[0] !== 'assets' && !segments.at(-1)?.includes('.');
      return insideTheApp ? answer(dir, ['index.html'], ifNoneMatch) : undefined;
    },
  };
}

async function answer(dir: string, segments: string[], ifNoneMatch: string | null): Promise<Response | undefined> {
  const name = segments.join('/');
  const path = join(dir, ...segments);
  if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined;
  const body = new Uint8Array(await readFile(path));
  const headers = new Headers({
    ETag: `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`,
    'Cache-Control': segments[0] === 'assets' && segments.length > 1 ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (noneMatchHits(ifNoneMatch, headers.get('ETag') ?? '')) return new Response(null, { status: 304, headers });
  headers.set('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream');
  headers.set('Content-Length', String(body.byteLength));
  return new Response(body, { headers });
}
