import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ANA, BEN, manifestHash, testRecording } from '../../api/testapp.ts';
import { manifestText, type Manifest } from '../../src/core/manifest.ts';
import { segmentKey } from '../../src/core/names.ts';
import type { UploadApi } from '../../src/core/ports.ts';

/** A server with nothing on it and the way to it. */
export interface ApiUnderTest {
  api: UploadApi;
  signIn(person: typeof ANA | null): void;
  /** Time passes for the server. */
  pass(ms: number): void;
  /** The bucket loses an object. */
  lose(key: string): Promise<void>;
  /** Lets what `work` asks of the server happen. */
  run<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** How every server behind the UploadApi port answers, through the real adapter. */
export function uploadApiContract(name: string, makeServer: () => ApiUnderTest): void {
  describe(`upload API: ${name}`, () => {
    let under: ApiUnderTest;
    beforeEach(() => {
      under = makeServer();
      under.signIn(ANA);
    });
    afterEach(() => under.close());

    const encoded = (manifest: Manifest) => new TextEncoder().encode(manifestText(manifest));
    const presign = ({ manifest, recordingId }: Recording) => under.run(() => under.api.presign(manifest.ownerId, recordingId, manifest.segments));
    const complete = (manifest: Manifest) => under.run(() => under.api.complete(manifest.recordingId, encoded(manifest)));
    const state = ({ ownerId, recordingId }: Manifest) => under.run(() => under.api.state(ownerId, recordingId));
    async function sendAll(recording: Recording): Promise<void> {
      for (const grant of await presign(recording)) await under.run(() => under.api.put(grant, recording.bodies[grant.seq]!));
    }

    test('[SIM12] what was sent is received, again too, and gets the same receipt whatever becomes of its segments', async () => {
      const recording = testRecording();
      const { manifest } = recording;
      expect(await state(manifest)).toEqual({ archived: null, problem: null });
      await sendAll(recording);
      await sendAll(recording);
      const receipt = await complete(manifest);
      expect(receipt).toMatchObject({ outcome: 'receipt', manifestSha256: manifestHash(manifest) });
      under.pass(60_000);
      await under.lose(segmentKey(manifest.ownerId, manifest.recordingId, 0, manifest.segments[0]!.sha256));
      expect(await complete(manifest)).toEqual(receipt);
      expect(await state(manifest)).toEqual({ archived: null, problem: null });
    });

    test('[SIM12] missing segments are named, and a manifest without them is not received', async () => {
      const recording = testRecording({ segments: 3 });
      const { manifest } = recording;
      expect(await complete(manifest)).toEqual({ outcome: 'missing', seqs: [0, 1, 2] });
      await sendAll(recording);
      await under.lose(segmentKey(manifest.ownerId, manifest.recordingId, 1, manifest.segments[1]!.sha256));
      expect(await complete(manifest)).toEqual({ outcome: 'missing', seqs: [1] });
      await sendAll(recording);
      expect(await complete(manifest)).toMatchObject({ outcome: 'receipt' });
    });

    test('[SIM12] of two manifests the first counts, and the second is told its hash and list', async () => {
      const recording = testRecording();
      await sendAll(recording);
      await complete(recording.manifest);
      const { segments } = recording.manifest;
      expect(await complete({ ...recording.manifest, appVersion: 'later' })).toEqual({
        outcome: 'differs',
        manifestSha256: manifestHash(recording.manifest),
        segments: segments.map(({ seq, bytes, sha256 }) => ({ seq, bytes, sha256 })),
      });
    });

    test('[SIM12] a manifest that does not add up is refused for good', async () => {
      const { manifest } = testRecording();
      await expect(complete({ ...manifest, segments: manifest.segments.slice(1) })).rejects.toMatchObject({ code: 'invalid_manifest' });
    });

    test('[SIM12] a PUT takes only the bytes it was signed for, and only while its signature lives', async () => {
      const recording = testRecording();
      const [first, second] = await presign(recording);
      const { api, run } = under;
      await expect(run(() => api.put(first!, recording.bodies[1]!))).rejects.toMatchObject({ code: 'upload_refused' });
      await expect(run(() => api.put(first!, recording.bodies[0]!.slice(1)))).rejects.toMatchObject({ code: 'upload_refused' });
      await expect(run(() => api.put({ ...first!, headers: {} }, recording.bodies[0]!))).rejects.toMatchObject({ code: 'upload_refused' });
      under.pass(301_000);
      await expect(run(() => api.put(second!, recording.bodies[1]!))).rejects.toMatchObject({ code: 'upload_refused' });
      expect(await complete(recording.manifest)).toEqual({ outcome: 'missing', seqs: [0, 1] });
    });

    test.each([
      ['nobody', null, 'not_signed_in'],
      ['somebody else', BEN, 'owner_mismatch'],
    ])('[SIM12] %s gets nowhere with a recording', async (_who, person, code) => {
      const recording = testRecording();
      under.signIn(person);
      await expect(presign(recording)).rejects.toMatchObject({ code });
      await expect(complete(recording.manifest)).rejects.toMatchObject({ code });
      await expect(state(recording.manifest)).rejects.toMatchObject({ code });
    });
  });
}

type Recording = ReturnType<typeof testRecording>;
