import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../bootstrap.mjs';
import { filesBelow } from '../files.mjs';
import { indexOf } from './index.mjs';

const FOLDER = join(ROOT, 'docs', 'screens');
const MAX_BYTES = 3 * 1024 * 1024;

test('B50 [EVE7] the pictures of every state are there in both languages, both themes and two sizes, small, and the index names each', () => {
  const files = filesBelow(FOLDER);
  const pictures = files.filter((name) => name.endsWith('.webp'));
  expect(files).toEqual([...pictures, 'README.md'].toSorted());
  const states = new Set(pictures.map((name) => name.split('.')[0]));
  expect(states.size).toBeGreaterThan(20);
  expect(pictures).toHaveLength(states.size * 8);
  const index = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  expect(index).toBe(indexOf(files));
  for (const name of pictures) expect(index).toContain(`(${name})`);
  expect(pictures.reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0)).toBeLessThan(MAX_BYTES);
});

test('[EVE7] a picture with a name that tells nothing is refused', () => {
  expect(() => indexOf(['recording.fr.light.phone.webp'])).toThrow('recording.fr.light.phone.webp');
});
