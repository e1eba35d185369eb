import { signal } from '@preact/signals';
import { afterEach, expect, test } from 'vitest';
import { createTestDevice, ownerId } from '../../../test/bench/device.ts';
import { beginRecording, waitingRecording } from '../../../test/bench/recordings.ts';
import { createDeviceMemory, DeviceDb } from '../../adapters/dexie/devicedb.ts';
import { createRetentionStore } from '../../adapters/dexie/retentionstore.ts';
import type { AccountApi, SignInState } from '../../core/account/signedin.ts';
import type { RecordingId } from '../../core/names.ts';
import type { Recording } from '../../core/recording.ts';
import { createSignOut } from './signout.ts';

const opened: { delete(): PromiseLike<void> }[] = [];
afterEach(async () => {
  for (const db of opened.splice(0)) await db.delete();
});

/** The page of somebody who is signed in, on a database of its own, with all that it asks the world for written down. */
async function createPage({ online = true } = {}) {
  const device = createTestDevice();
  const deviceDb = new DeviceDb();
  opened.push(device.db, deviceDb);
  const memory = createDeviceMemory(deviceDb);
  await memory.remember({ ownerId, email: 'doctor@example.org', signedInAtMs: 1 }, device.clock.nowMs());
  const asked: string[] = [];
  let session: string | null = ownerId;
  const api: AccountApi = {
    session: async () => (online ? (session ? { ownerId, email: null, signedInAtMs: 1 } : null) : undefined),
    uploaders: async () => (online ? (session ? [session] : []) : undefined),
    async signOut() {
      session = null;
      return online;
    },
  };
  const recordings = signal<Recording[] | null>(null);
  const damaged = signal<RecordingId[]>([]);
  const signIn = signal<SignInState>('in');
  const recording = signal(false);
  const look = async () => {
    const rows = await device.store.all();
    [recordings.value, damaged.value] = [rows.recordings, rows.corrupt];
  };
  let leave: () => void;
  const gone = new Promise<void>((resolve) => (leave = resolve));
  const page = createSignOut({
    ...device,
    // Nobody's patience ends.
    timers: { ...device.timers, sleep: () => new Promise(() => undefined) },
    ownerId,
    recordings,
    damaged,
    signIn,
    recording,
    memory,
    api,
    dropDeviceKey: async () => void asked.push('drop key'),
    sendNow: () => asked.push('send'),
    onPending: () => asked.push('tell the server later'),
    leave() {
      asked.push('leave');
      leave();
    },
  });
  const markSent = async (id: RecordingId) => {
    const row = (await device.store.get(id))!;
    await device.store.markSent(id, row.manifestSha256!, 1, 1);
    await look();
  };
  await look();
  const ids = async () => (await device.store.all()).recordings.map(({ id }) => id);
  return { device, deviceDb, memory, page, asked, look, markSent, ids, signIn, recording, session: () => session, gone };
}

test('[ACC3] [ACC6] to keep deletes nothing, drops the key of this device, forgets the person and ends their session', async () => {
  const { device, page, gone, asked, ids, memory, session, look } = await createPage();
  const id = await waitingRecording(device);
  await look();
  page.keep();
  expect(page.view.value.step).toBe('leaving');
  await gone;
  expect(asked).toEqual(['drop key', 'leave']);
  expect(await ids()).toEqual([id]);
  expect(await memory.account()).toBeUndefined();
  expect(session()).toBeNull();
  expect(await memory.pendingSignOut()).toBeUndefined();
});

test('[ACC2] without a network the device forgets at once, and the server is told later', async () => {
  const { page, gone, asked, memory } = await createPage({ online: false });
  page.keep();
  await gone;
  expect(asked).toEqual(['drop key', 'tell the server later', 'leave']);
  expect(await memory.account()).toBeUndefined();
  expect(await memory.pendingSignOut()).toEqual({ ownerId, signedInAtMs: 1 });
});

test('[ACC6] to delete removes what only this device has, failed ones too, and nothing that the server has', async () => {
  const { device, page, gone, ids, markSent, look } = await createPage();
  const sent = await waitingRecording(device);
  const waiting = await waitingRecording(device);
  const failed = await waitingRecording(device);
  await device.store.markFailed(failed, { code: 'data_corrupt', detail: '' });
  await markSent(sent);
  await look();
  page.remove();
  await gone;
  expect(await ids()).toEqual([sent]);
  const deleted = device.events.filter(({ event }) => event === 'recording_deleted');
  expect(deleted).toMatchObject([{ recordingId: waiting, duration: 1 }, { recordingId: failed }]);
});

test('[ACC6] what the server has confirmed while the question stood is not deleted', async () => {
  const { device, page, gone, ids, look } = await createPage();
  const id = await waitingRecording(device);
  await look();
  const row = (await device.store.get(id))!;
  await device.store.markSent(id, row.manifestSha256!, 1, 1);
  page.remove();
  await gone;
  expect(await ids()).toEqual([id]);
});

test('[ACC7] to send waits until nothing is left that only this device has, and leaves then', async () => {
  const { device, page, gone, asked, markSent, look } = await createPage();
  const [first, second] = [await waitingRecording(device), await waitingRecording(device)];
  await look();
  page.send();
  expect(asked).toEqual(['send']);
  await markSent(first);
  expect(page.view.value).toEqual({ step: 'sending', trouble: null });
  await markSent(second);
  await gone;
  expect(asked).toEqual(['send', 'drop key', 'leave']);
});

test('[ACC7] [ACC9] what was written about it after it was sent is waited for too', async () => {
  const { device, page, gone, asked, look } = await createPage();
  const id = await waitingRecording(device);
  await look();
  page.send();
  await device.store.markSent(id, (await device.store.get(id))!.manifestSha256!, 1, 1);
  await device.store.setText(id, { kind: 'title', version: 1, iv: 'AAAA', sealed: 'TTTT', wrappedKeys: [{ kid: 'k1', wrapped: 'AAAA' }] });
  await look();
  await Promise.resolve();
  expect(page.view.value).toEqual({ step: 'sending', trouble: null });
  await device.store.settleEdits(id, (await device.store.get(id))!.edits!);
  await look();
  await gone;
  expect(asked).toEqual(['send', 'drop key', 'leave']);
});

test('[ACC7] what cannot be sent keeps the person signed in, with everything still here', async () => {
  const { device, page, ids, memory, look } = await createPage();
  const id = await waitingRecording(device);
  await look();
  page.send();
  await device.store.markFailed(id, { code: 'invalid_manifest', detail: '' });
  await look();
  await Promise.resolve();
  expect(page.view.value).toEqual({ step: 'none', trouble: 'left_over' });
  expect(await ids()).toEqual([id]);
  expect(await memory.account()).toBeDefined();
  page.cancel();
  expect(page.view.value).toEqual({ step: 'none', trouble: null });
});

test.each(['out', 'other'] as const)('[ACC7] to send is given up when the sign-in turns to %s', async (state) => {
  const { device, page, signIn, look } = await createPage();
  await waitingRecording(device);
  await look();
  page.send();
  signIn.value = state;
  await Promise.resolve();
  expect(page.view.value.step).toBe('none');
});

test('[ACC8] during a recording no sign-out begins, and one that waits for sending is given up', async () => {
  const { device, page, asked, recording, look, memory, markSent } = await createPage();
  const id = await waitingRecording(device);
  await look();
  page.send();
  recording.value = true;
  await Promise.resolve();
  expect(page.view.value.step).toBe('none');
  expect(page.blocked.value).toBe(true);
  await markSent(id);
  page.keep();
  page.send();
  page.remove();
  expect(page.view.value.step).toBe('none');
  expect(asked).toEqual(['send']);
  expect(await memory.account()).toBeDefined();
});

test('[ACC8] a recording that another page has under way is not deleted', async () => {
  const { device, page, gone, ids } = await createPage();
  const { recordingId } = await beginRecording(device, 2);
  page.remove();
  await gone;
  expect(await ids()).toEqual([recordingId]);
});

test('[ACC7] cancelled while sending, the person stays', async () => {
  const { device, page, asked, markSent, look } = await createPage();
  const id = await waitingRecording(device);
  await look();
  page.send();
  page.cancel();
  await markSent(id);
  await Promise.resolve();
  expect(page.view.value.step).toBe('none');
  expect(asked).toEqual(['send']);
});

test('[ACC3] a device whose storage fails says so and does not pretend to have signed anybody out', async () => {
  const { page, deviceDb, asked } = await createPage();
  deviceDb.close();
  page.keep();
  await expect.poll(() => page.view.value).toEqual({ step: 'none', trouble: 'storage' });
  expect(asked).toEqual([]);
});

test('B10 [TRA7] to delete removes what is in the trash as well, except what the server has and the archive not yet', async () => {
  const { device, page, gone, ids, markSent, look } = await createPage();
  const retention = createRetentionStore(device.db);
  const [sent, trashed] = [await waitingRecording(device), await waitingRecording(device)];
  await markSent(sent);
  for (const id of [sent, trashed]) await retention.trash(id, 1);
  await look();
  page.remove();
  await gone;
  expect(await ids()).toEqual([sent]);
});
