import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { ANA, BEN, manifestHash, testRecording } from '../../api/testapp.ts';
import type { Amendment } from '../../src/core/amendment.ts';
import { manifestText, type SealedText } from '../../src/core/manifest.ts';
import { amendmentKey } from '../../src/core/names.ts';
import type { ApiUnderTest } from './uploadapi.ts';

/** How every server behind the UploadApi port takes what was written after a recording was sent. */
export function amendmentsContract(name: string, makeServer: () => ApiUnderTest): void {
  describe(`amendments: ${name}`, () => {
    let under: ApiUnderTest;
    beforeEach(() => {
      under = makeServer();
      under.signIn(ANA);
    });
    afterEach(() => under.close());

    const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const title = (version: number): SealedText => ({ kind: 'title', version, iv: 'AAAA', sealed: 'BBBB', wrappedKeys: [{ kid: 'k1', wrapped: 'AAAA' }] });
    async function received() {
      const recording = testRecording();
      const { manifest, recordingId } = recording;
      const { api, run } = under;
      for (const grant of await run(() => api.presign(manifest.ownerId, recordingId, manifest.segments))) await run(() => api.put(grant, recording.bodies[grant.seq]!));
      const complete = () => run(() => api.complete(recordingId, new TextEncoder().encode(manifestText(manifest))));
      const amendment = (n: number, version = n): Amendment => ({ version: 1, ownerId: manifest.ownerId, recordingId, n, manifestSha256: manifestHash(manifest), texts: [title(version)] });
      const send = (one: Amendment) => run(() => api.amend(recordingId, bytesOf(one)));
      return { recordingId, complete, amendment, send };
    }

    test('B4 [AMD2] an amendment gets a receipt for its bytes, and the same one when it is sent again', async () => {
      const { complete, amendment, send } = await received();
      await complete();
      const sha256 = createHash('sha256').update(bytesOf(amendment(1))).digest('hex');
      expect(await send(amendment(1))).toEqual({ outcome: 'receipt', sha256 });
      expect(await send(amendment(2))).toMatchObject({ outcome: 'receipt' });
      expect(await send(amendment(1))).toEqual({ outcome: 'receipt', sha256 });
    });

    test('B4 [AMD3] before the recording was received an amendment waits, after another with its number it is refused', async () => {
      const { complete, amendment, send } = await received();
      await expect(send(amendment(1))).rejects.toMatchObject({ code: 'server_error' });
      await complete();
      await send(amendment(1));
      await expect(send(amendment(1, 7))).rejects.toMatchObject({ code: 'amendment_refused' });
    });

    test('B4 [AMD3] a gap is told, and what the bucket lost is taken again', async () => {
      const { complete, amendment, send, recordingId } = await received();
      await complete();
      expect(await send(amendment(2))).toEqual({ outcome: 'gap' });
      await send(amendment(1));
      await under.lose(amendmentKey(ANA.ownerId, recordingId, 1));
      expect(await send(amendment(2))).toEqual({ outcome: 'gap' });
      await send(amendment(1));
      expect(await send(amendment(2))).toMatchObject({ outcome: 'receipt' });
    });

    test.each([
      ['nobody', null, 'not_signed_in'],
      ['somebody else', BEN, 'owner_mismatch'],
    ])('B4 [AMD4] %s amends nothing', async (_who, person, code) => {
      const { complete, amendment, send } = await received();
      await complete();
      under.signIn(person);
      await expect(send(amendment(1))).rejects.toMatchObject({ code });
    });
  });
}
