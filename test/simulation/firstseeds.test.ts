import { expect, test } from 'vitest';
import { expectSound } from './expectsound.ts';
import type { Tally } from './runseeds.ts';

const SEEDS = 1_000;
const BATCH = 250;
const TIMEOUT_MS = 300_000;

/** What a thousand histories have to be about, so that they prove something. */
const MET: readonly string[] = [
  faults(['presign', 'put', 'complete'], ['cut before', 'cut after', 'cut in the answer', 'hangs before', 'hangs after', '429', '503', 'portal']),
  faults(['put'], ['bucket 400', 'bucket 403', 'bucket 409', 'bucket 503', 'bucket 507']),
  faults(['presign'], ['400', '401', '403', '404', '409', '413', '500', '502', '507'].map((status) => `foreign ${status}`)),
  faults(['presign'], ['bad_request', 'not_signed_in', 'owner_mismatch', 'not_found', 'internal', 'store_unavailable', 'segment_too_large']),
  faults(['complete'], ['segments_missing', 'elder manifest', 'other manifest', 'invalid_manifest']),
  ['network: offline', 'network: portal', 'network: redirect', 'network: server down', 'the server is restarted', 'long server down'],
  ['killed', 'frozen', 'the power fails', 'the clock is set', 'the bucket loses a segment', 'retention', 'lock outbox is stolen'],
  ['the disk is full', 'the database is lost', 'the database is unreliable', 'the microphone is lost', 'the recorder breaks'],
  ['the microphone is muted', 'the microphone is unmuted', 'the recorder is stuck', 'no microphone can be opened', 'microphones are dead', 'another microphone is chosen'],
  ['the device sleeps, both clocks', "the device sleeps, the device's clock", 'it is silent', 'silence is sent all the same', 'a text is written', 'Mark'],
  faults(['recording_interrupted'], ['muted', 'ended', 'no_data', 'recorder_failed', 'asleep', 'switched']),
  ['recording_resumed', 'Pause in a gap', 'Stop in a gap', 'given up', 'mark is set', 'mark is not set', 'text is written', 'text amends', 'silence is sent in the end'],
  ['somebody else signs in', 'signed out', 'sync event', 'ending stay', 'ending reopen', 'ending worker'],
  ['recording_recovered', 'recording_fenced', 'recording_failed storage_full', 'storage_write_retried storage_failed', 'upload_archived'],
  faults(['upload_failed'], ['network', 'foreign_answer', 'timeout', 'server_error', 'throttled', 'upload_refused', 'segments_missing', 'not_signed_in', 'owner_mismatch', 'storage_full']),
  ['upload_parked manifest_differs'],
].flat();
const FIRST = Array.from({ length: SEEDS / BATCH }, (_, i) => 1 + i * BATCH);
const done = new Map<number, Promise<Tally>>();

/** A batch is run by whichever test comes first. */
function batch(first: number): Promise<Tally> {
  const running = done.get(first) ?? expectSound(first, BATCH);
  done.set(first, running);
  return running;
}

test.each(FIRST)('[SIM1] seeds from %i on: nothing is lost, doubled, misfiled or claimed too early, and everything arrives', { timeout: TIMEOUT_MS }, async (first) => {
  expect((await batch(first)).archives).toBeGreaterThan(BATCH);
});

test('[SIM2] in a thousand seeds every fault happens, and every answer of the app to one', { timeout: SEEDS * 100 }, async () => {
  const met = new Set<string>();
  for (const first of FIRST) for (const what of (await batch(first)).meetings.keys()) met.add(what);
  expect(MET.filter((what) => !met.has(what))).toEqual([]);
});

function faults(kinds: readonly string[], names: readonly string[]): string[] {
  return kinds.flatMap((kind) => names.map((name) => `${kind} ${name}`));
}
