import { readFileSync } from 'node:fs';
import preact from '@preact/preset-vite';
import { defineConfig, type UserConfig } from 'vite';
import { VitePWA, type ManifestOptions } from 'vite-plugin-pwa';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const manifest = JSON.parse(readFileSync('manifest.webmanifest', 'utf8')) as Partial<ManifestOptions>;
const define = { __APP_VERSION__: JSON.stringify(version) };

/** The page and its worker. */
const app: UserConfig = {
  define,
  // Nothing but these names of the environment ever reaches the bundle.
  envPrefix: 'NEXT_PUBLIC_',
  build: { outDir: 'dist/public', target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  plugins: [
    preact(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'sw',
      filename: 'sw.ts',
      manifest,
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,svg,png}'],
        minify: true,
        sourcemap: false,
        buildPlugins: { vite: [] },
      },
    }),
  ],
};

/** The service and its tools, which Node runs; what it depends on stays in node_modules. */
const server: UserConfig = {
  define,
  build: { outDir: 'dist/server', target: 'node20', ssr: true, rolldownOptions: { input: { node: 'api/node.ts', openexport: 'api/openexport.ts' } }, emptyOutDir: true, copyPublicDir: false },
};

export default defineConfig(({ isSsrBuild }) => (isSsrBuild ? server : app));
