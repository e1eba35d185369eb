import { expect, test } from 'vitest';
import { archiveAudioKey, archiveProblemKey, manifestKey, manifestPointerKey, segmentKey } from '../../../src/core/names.ts';
import { isObjectKey } from './objectkey.ts';

test('[STO7] every key that FORMATS names can be an object key', () => {
  const owner = '0123456789abcdef0123456789abcdef';
  const recording = '12345678-1234-4123-8123-123456789abc';
  const sha256 = 'a'.repeat(64);
  const keys = [
    segmentKey(owner, recording, 99_999, sha256),
    manifestKey(owner, recording, sha256),
    manifestPointerKey(owner, recording),
    archiveAudioKey(owner, recording, 2, 'webm'),
    archiveProblemKey(owner, recording),
    'state/flags/12.json',
  ];
  for (const key of keys) expect(isObjectKey(key), key).toBe(true);
});

test('[STO7] a part that starts with a dot, an empty part, or a foreign character makes no key', () => {
  for (const key of ['', '/', 'a/', '/a', 'a//b', '.', '..', 'a/..', '.a', 'a/.b', 'A', 'a b', 'a\n', 'a%', 'a?b', 'a#b', 'a\\b', 'é']) {
    expect(isObjectKey(key), JSON.stringify(key)).toBe(false);
  }
});
