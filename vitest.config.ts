import { defineConfig } from 'vitest/config';

// The unit and contract tests run on the sources; whatever needs the built app or a browser is in e2e/.
export default defineConfig({
  test: {
    include: ['{src,sw,api,test,scripts}/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/language.ts'],
    sequence: { shuffle: true },
    restoreMocks: true,
  },
});
