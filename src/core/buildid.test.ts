import { expect, test } from 'vitest';
import { buildId } from './buildid.ts';

test('[DIA2] a build is named by its first script, from an address and from a file list alike', () => {
  expect(buildId(['https://example.org/assets/index-CxvM7v_w.js'])).toBe('CxvM7v_w');
  expect(buildId(['assets/en-DY-gfAi0.js', 'assets/index-DJzPwhI2.css', 'assets/index-a-b.js'])).toBe('a-b');
  expect(buildId(['/src/page/main.tsx', '/myassets/index-1.js'])).toBeNull();
  expect(buildId([])).toBeNull();
});
