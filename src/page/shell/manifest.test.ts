import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Icon {
  src: string;
  sizes: string;
  type: string;
  purpose: string;
}

const root = new URL('../../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.webmanifest', root), 'utf8')) as Record<string, unknown> & { icons: Icon[] };

test('[SCR23] the app installs as a window of its own that starts at the recorder', () => {
  expect(manifest).toMatchObject({ id: '/', scope: '/', start_url: '/', display: 'standalone' });
});

test('[SCR24] every icon of the manifest is there in its size, for launchers with masks and without', () => {
  const pngs = manifest.icons.filter(({ type }) => type === 'image/png');
  for (const { src, sizes } of pngs) expect(`${src} ${sizeOf(src)}`).toBe(`${src} ${sizes}`);
  const kinds = pngs.map(({ sizes, purpose }) => `${purpose} ${sizes}`).sort();
  expect(kinds).toEqual(['any 192x192', 'any 512x512', 'maskable 192x192', 'maskable 512x512']);
  expect(sizeOf('/icons/apple-touch-180.png')).toBe('180x180');
});

/** Width and height from the header of a PNG in `public/`. */
function sizeOf(src: string): string {
  const bytes = readFileSync(new URL(`public${src}`, root));
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}
