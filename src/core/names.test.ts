import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { archiveAudioKey, archiveProblemKey, archiveRecordKey, manifestKey, manifestPointerKey, ownerIdFromHash, ownerIdInput, parseSegmentKey, segmentKey } from './names.ts';

const owner = '0123456789abcdef0123456789abcdef';
const id = '6f1d3c52-0b0e-4a55-9f0e-3a4f5b6c7d8e';
const sha = 'ab'.repeat(32);
const ownerId = (issuer: string, subject: string) => ownerIdFromHash(createHash('sha256').update(ownerIdInput(issuer, subject)).digest('hex'));

test('[NAM1] an owner id hashes issuer and subject, case and all', () => {
  expect(ownerId('https://issuer.example', 'Subject-1')).toBe('64150e18acfc667c3b89b79e7f7a0fed');
  expect(ownerId('https://issuer.example', 'subject-1')).not.toBe(ownerId('https://issuer.example', 'Subject-1'));
});

test('[NAM2] keys are built as the formats have them', () => {
  expect(segmentKey(owner, id, 7, sha)).toBe(`ingest/${owner}/${id}/00007-${sha}`);
  expect(manifestKey(owner, id, sha)).toBe(`ingest/${owner}/${id}/manifest-${sha}.json`);
  expect(manifestPointerKey(owner, id)).toBe(`ingest/${owner}/${id}/manifest.json`);
  expect(archiveAudioKey(owner, id, 1, 'webm')).toBe(`archive/${owner}/${id}/audio.webm`);
  expect(archiveAudioKey(owner, id, 2, 'm4a')).toBe(`archive/${owner}/${id}/audio-2.m4a`);
  expect(archiveRecordKey(owner, id)).toBe(`archive/${owner}/${id}/recording.json`);
  expect(archiveProblemKey(owner, id)).toBe(`archive/${owner}/${id}/problem.json`);
  expect(() => segmentKey(owner, id, 100_000, sha)).toThrow(RangeError);
  expect(() => segmentKey(owner, id, -1, sha)).toThrow(RangeError);
});

test('[NAM3] a segment key is read back, and nothing else is taken for one', () => {
  expect(parseSegmentKey(segmentKey(owner, id, 42, sha))).toEqual({ ownerId: owner, recordingId: id, seq: 42, sha256: sha });
  for (const key of [manifestKey(owner, id, sha), `ingest/${owner}/${id}/7-${sha}`, `ingest/${owner}/../00007-${sha}`, `x${segmentKey(owner, id, 1, sha)}`]) {
    expect(parseSegmentKey(key)).toBeUndefined();
  }
});
