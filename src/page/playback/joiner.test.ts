import { expect, test } from 'vitest';
import { FIXTURE_MS, FIXTURE_PACKET_MS, mediaFixture, type MediaFixture } from '../../../test/build/mediafixture.ts';
import { createJoiner } from './joiner.ts';

const take = (name: MediaFixture) => new Blob(mediaFixture(name).chunks as Uint8Array<ArrayBuffer>[]);
const within = (ms: number, of: number) => expect(Math.abs(ms - of)).toBeLessThanOrEqual(FIXTURE_PACKET_MS);

test('R11 [PLY2] takes that decode alike become one file, each beginning where the former ended', async () => {
  const joiner = createJoiner();
  const first = await joiner.add(take('chromium-opus.webm'));
  const second = await joiner.add(take('chromium-opus-paused.webm'));
  expect(first).toMatchObject({ startMs: 0, whole: true });
  within(first.durationMs, FIXTURE_MS);
  expect(second.startMs).toBe(first.durationMs);
  const parts = await joiner.finish();
  expect(parts).toHaveLength(1);
  expect(parts[0]).toMatchObject({ extension: 'webm', startMs: 0, durationMs: first.durationMs + second.durationMs });
  expect(parts[0]!.blob.size).toBeGreaterThan(10_000);
  // What was joined is read as one take of the same length.
  expect((await createJoiner().add(parts[0]!.blob)).durationMs).toBe(parts[0]!.durationMs);
});

test('R11 [PLY2] a take of another container becomes a file like the others, and what is no audio is refused and harms nothing', async () => {
  const joiner = createJoiner();
  await joiner.add(take('chromium-opus.webm'));
  await expect(joiner.add(new Blob(['nothing to be heard']))).rejects.toThrow();
  const other = await joiner.add(take('chromium-opus.mp4'));
  within(other.durationMs, FIXTURE_MS);
  const parts = await joiner.finish();
  expect(parts.every(({ extension }) => extension === 'webm')).toBe(true);
  expect(parts.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(other.startMs + other.durationMs);
});

test('R11 [PLY3] of a take that breaks off what comes before is played', async () => {
  const whole = await take('chromium-opus.webm').arrayBuffer();
  const cut = await createJoiner().add(new Blob([whole.slice(0, Math.floor(whole.byteLength / 2))]));
  expect(cut.durationMs).toBeGreaterThan(500);
  expect(cut.durationMs).toBeLessThan(FIXTURE_MS);
});
