import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCREENS, splashPath, splashTag } from '../../../e2e/appimages/screens.ts';
import { viewAt } from './view.ts';

interface Icon {
  src: string;
  sizes: string;
  type: string;
  purpose: string;
}

interface Manifest extends Record<string, unknown> {
  icons: Icon[];
  screenshots: (Icon & { form_factor: string; label: string })[];
  shortcuts: { name: string; url: string; icons: Icon[] }[];
}

const root = new URL('../../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.webmanifest', root), 'utf8')) as Manifest;
const html = readFileSync(new URL('index.html', root), 'utf8');

/** The content of a meta tag. */
const meta = (name: string) => new RegExp(`<meta name="${name}" content="([^"]*)"`).exec(html)?.[1];

test('R51 [SCR23] the app installs as a window of its own that starts at the recorder', () => {
  expect(manifest).toMatchObject({ id: '/', scope: '/', start_url: '/', display: 'standalone', lang: 'en', dir: 'ltr', categories: ['medical', 'productivity'] });
});

test('R51 [SCR24] every icon of the manifest is there in its size, for launchers with masks and without', () => {
  const pngs = manifest.icons.filter(({ type }) => type === 'image/png');
  for (const { src, sizes } of pngs) expect(`${src} ${sizeOf(src)}`).toBe(`${src} ${sizes}`);
  const kinds = pngs.map(({ sizes, purpose }) => `${purpose} ${sizes}`).sort();
  expect(kinds).toEqual(['any 192x192', 'any 512x512', 'maskable 192x192', 'maskable 512x512']);
  expect(sizeOf('/icons/apple-touch-180.png')).toBe('180x180');
});

test('R51 [INS1] the shortcuts open views that there are, the recorder first, and their icons are there', () => {
  expect(manifest.shortcuts.map(({ name, url }) => [name, viewAt(url)])).toEqual([
    ['Record', 'record'],
    ['Recordings', 'recordings'],
  ]);
  for (const { icons } of manifest.shortcuts) for (const { src, sizes } of icons) expect(sizeOf(src)).toBe(sizes);
});

test('R51 [INS2] a launch brings an open window to the front before it loads anything anew', () => {
  expect(manifest).toMatchObject({ launch_handler: { client_mode: ['focus-existing', 'auto'] } });
});

test('R51 [INS3] the screenshots are there in their sizes, one for phones and one for computers, and small', () => {
  expect(manifest.screenshots.map(({ form_factor }) => form_factor)).toEqual(['narrow', 'wide']);
  for (const { src, sizes, label } of manifest.screenshots) {
    expect(sizeOf(src)).toBe(sizes);
    expect(bytesOf(src).byteLength).toBeLessThan(200_000);
    expect(label).not.toBe('');
  }
});

test('R51 [INS4] iOS finds the icon, the name and a launch image for every screen, each of which is there in its size', () => {
  expect(html).toContain('<link rel="apple-touch-icon" sizes="180x180" href="/icons/apple-touch-180.png" />');
  expect(meta('apple-mobile-web-app-title')).toBe(manifest.short_name);
  // Without the older name iOS takes no launch image, without the newer one Chromium complains.
  expect([meta('apple-mobile-web-app-capable'), meta('mobile-web-app-capable')]).toEqual(['yes', 'yes']);
  // With the page below it, its dark words would not be seen in dark, or its light ones in light.
  expect(meta('apple-mobile-web-app-status-bar-style')).toBe('default');
  expect(html.match(/<link rel="apple-touch-startup-image"[^>]*>/g)).toEqual(SCREENS.map(splashTag));
  for (const screen of SCREENS) expect(sizeOf(splashPath(screen))).toBe(`${screen.width * screen.ratio}x${screen.height * screen.ratio}`);
  expect(SCREENS.reduce((sum, screen) => sum + bytesOf(splashPath(screen)).byteLength, 0)).toBeLessThan(200_000);
});

function bytesOf(src: string): Buffer {
  return readFileSync(new URL(`public${src}`, root));
}

/** Width and height from the header of a PNG in `public/`. */
function sizeOf(src: string): string {
  const bytes = bytesOf(src);
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}
