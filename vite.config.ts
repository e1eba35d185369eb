import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { VitePWA, type ManifestOptions } from 'vite-plugin-pwa';
import { headersFor } from './api/headers.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const manifest = JSON.parse(readFileSync('manifest.webmanifest', 'utf8')) as Partial<ManifestOptions>;
const define = { __APP_VERSION__: JSON.stringify(version) };

/**
 * The worker keeps the page with the headers that it came with, until the page is another one. So what the headers say is part of
 * the page: a change of them alone reaches every device as well.
 */
function headersInPage(): Plugin {
  const content = createHash('sha256').update(JSON.stringify(headersFor({ kind: 'page', https: true }))).digest('hex').slice(0, 8);
  return { name: 'headers-in-page', transformIndexHtml: () => [{ tag: 'meta', attrs: { name: 'headers', content } }] };
}

/** Writes, beside what is published, which modules went into it, for `scripts/supplychain.mjs`. */
function modulesList(name: string): Plugin {
  return {
    name: 'modules-list',
    generateBundle({ dir = 'dist/public' }, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []));
      const ids = modules.flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id.replace(`${import.meta.dirname}/`, '')] : []));
      mkdirSync(join(dir, '..', 'modules'), { recursive: true });
      writeFileSync(join(dir, '..', 'modules', `${name}.json`), JSON.stringify(ids.sort(), null, 1));
    },
  };
}

/** The page and its worker. */
const app: UserConfig = {
  define,
  // Nothing but these names of the environment ever reaches the bundle.
  envPrefix: 'NEXT_PUBLIC_',
  // The same Dexie without what browsers of before 2019 need.
  resolve: { alias: { dexie: 'dexie/dist/modern/dexie.mjs' } },
  build: { outDir: 'dist/public', target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  plugins: [
    preact(),
    headersInPage(),
    modulesList('page'),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'sw',
      filename: 'sw.ts',
      manifest,
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,svg,png}'],
        // Shown by the system, before and around the app.
        globIgnores: ['splash/**', 'screenshots/**'],
        minify: true,
        sourcemap: false,
        buildPlugins: { vite: [modulesList('worker')] },
      },
    }),
  ],
};

/** The service and its tools, which Node runs; what it depends on stays in node_modules. */
const server: UserConfig = {
  define,
  build: { outDir: 'dist/server', target: 'node20', ssr: true, rolldownOptions: { input: { node: 'api/node.ts', openexport: 'api/openexporttool.ts', keytool: 'api/keytool.ts', flagtool: 'api/flagtool.ts' } }, emptyOutDir: true, copyPublicDir: false },
};

export default defineConfig(({ isSsrBuild }) => (isSsrBuild ? server : app));
