import { afterEach, describe, expect, test } from 'vitest';
import { Stale } from '../../src/core/failures.ts';
import { isAmended, isAmending } from '../../src/core/recording.ts';
import { sealedBytes, waitingRecording } from '../bench/recordings.ts';
import type { StoreUnderTest } from './recordingstore.ts';

const REFUSED = { retry: null, failure: { code: 'amendment_refused', detail: '' } } as const;
const LATER = { retry: { attempts: 1, atMs: 5, code: 'network', remedy: 'waitForNetwork' }, failure: null } as const;

/** How every RecordingStore keeps what was written after the manifest. */
export function amendingStoreContract(name: string, makeDevice: () => StoreUnderTest): void {
  describe(`recording store that amends: ${name}`, () => {
    const devices: StoreUnderTest[] = [];
    afterEach(async () => {
      for (const device of devices.splice(0)) await device.remove();
    });

    const title = (version: number) => ({ kind: 'title' as const, version, iv: 'AAAA', sealed: `T${version}`, wrappedKeys: [] });
    const frozen = (n: number) => ({ n, sha256: 'ab'.repeat(32), bytes: sealedBytes(`amendment ${n}`), texts: [{ name: 'title', version: n }] });
    async function sent() {
      const device = makeDevice();
      devices.push(device);
      const { store } = device;
      const id = await waitingRecording(device);
      for (const { seq } of await store.segments(id)) await store.markSegmentSent(id, seq);
      await store.markSent(id, (await store.get(id))!.manifestSha256!, 5, 6);
      return { store, id, row: async () => (await store.get(id))! };
    }

    test('B4 [AMD1] amendments are numbered from 1 without gaps and keep their bytes, and which have arrived', async () => {
      const { store, id } = await sent();
      expect(await store.amendments(id)).toEqual([]);
      await expect(store.addAmendment(id, frozen(2))).rejects.toBeInstanceOf(Stale);
      for (const n of [1, 2, 3]) await store.addAmendment(id, frozen(n));
      await expect(store.addAmendment(id, frozen(3))).rejects.toBeInstanceOf(Stale);
      for (const n of [1, 2]) await store.markAmended(id, n);
      expect(await store.amendments(id)).toEqual([{ ...frozen(1), received: true }, { ...frozen(2), received: true }, { ...frozen(3), received: false }]);
      await store.markAmendmentsPending(id, 2);
      expect((await store.amendments(id)).map(({ received }) => received)).toEqual([false, true, false]);
      await store.remove(id);
      expect(await store.amendments(id)).toEqual([]);
      await expect(store.addAmendment(id, frozen(1))).rejects.toBeInstanceOf(Stale);
    });

    test('B4 [AMD10] what was written after the manifest waits until it is settled, and what is written meanwhile goes on waiting', async () => {
      const { store, id, row } = await sent();
      expect(isAmended(await row())).toBe(false);
      await store.setText(id, title(1));
      expect(isAmending(await row())).toBe(true);
      const { edits } = await row();
      await store.setText(id, title(2));
      await store.settleEdits(id, edits!);
      expect(isAmending(await row())).toBe(true);
      await store.settleEdits(id, edits! + 1);
      await store.settleEdits(id, edits!);
      expect(isAmended(await row())).toBe(false);
      await store.amendAll(id);
      expect(isAmending(await row())).toBe(true);
      expect(await store.texts(id)).toMatchObject([{ version: 2, amends: true }]);
    });

    test('B4 [AMD7] what holds amendments up is forgotten with the next one that arrives, that is written or that its person wants', async () => {
      const { store, id, row } = await sent();
      await store.setText(id, title(1));
      await store.markAmendmentHeld(id, REFUSED);
      expect(await row()).toMatchObject({ state: 'sent', failure: null, amending: REFUSED });
      expect([isAmended(await row()), isAmending(await row())]).toEqual([true, false]);
      await store.retry(id);
      expect(await row()).toMatchObject({ state: 'sent', amending: null });
      await store.markAmendmentHeld(id, LATER);
      await store.setText(id, title(2));
      expect(await row()).toMatchObject({ amending: null });
      await store.addAmendment(id, frozen(1));
      await store.markAmendmentHeld(id, LATER);
      await store.markAmended(id, 1);
      expect(await row()).toMatchObject({ state: 'sent', amending: null });
    });
  });
}
