import { createSending } from '../../src/page/sending.ts';
import { createRecorder, type Recorder } from '../../src/core/capture/recorder.ts';
import type { RecorderView } from '../../src/core/capture/recorderview.ts';
import type { OwnerId } from '../../src/core/names.ts';
import { portsOf, type Device } from './device.ts';
import { createFakeMicrophone, type FakeMicrophone } from './microphone.ts';
import { createFakeSealing } from './sealing.ts';
import { beginLife, type Life } from './turns.ts';

/** An open page of one owner, as src/page/compose.ts puts it together, without its screen. */
export interface Tab {
  life: Life;
  ownerId: OwnerId;
  recorder: Recorder;
  microphone: FakeMicrophone;
  sendNow(): void;
}

const THROTTLED_MS = 10_000;

/** Opens a page. */
export function openTab(device: Device, name: string, ownerId: OwnerId): Tab {
  const { turns, time, dice, ledger, network } = device;
  const life = beginLife(name);
  const ports = portsOf(device, life);
  const shared = { ...ports, ownerId, timers: time.timersOf(life), locks: device.locks.locksOf(life), store: ports.storeFor(ownerId) };
  const microphone = createFakeMicrophone(turns, life, dice, ledger.captured);

  return turns.as(life, () => {
    const sending = createSending({
      ...shared,
      heartbeats: device.disk.heartbeatsOf(life),
      onWorkLeft: () => (device.syncWanted = true),
      onResult: () => undefined,
    });
    const recorder = createRecorder({
      ...shared,
      // As a browser does with a page that nobody looks at; else most turns would be those of timers.
      timers: { ...shared.timers, every: (ms, run) => shared.timers.every(Math.max(ms, THROTTLED_MS), run) },
      sealing: createFakeSealing(turns, life, device.newKeyId, ledger.sealed),
      microphone: microphone.microphone,
      publicKeys: async () => {
        await turns.turn(life, 'reads the public keys');
        return [{ kid: 'k1', spki: 'AAAA', use: 'seal' }];
      },
      localKeys: null,
      choice: () => ({ deviceId: null, processing: 'voice' }),
      settings: () => ({ sliceMs: 250, quality: { preset: 'speech', bitsPerSecond: 32_000, processing: 'voice' }, consent: null, appVersion: '1', flags: { version: 1, variant: 'offline' } }),
      online: () => network.mode !== 'offline',
      serverOffsetMs: ports.api.serverOffsetMs,
      onChange: (view) => checkView(device, ownerId, view),
      onSegment: () => sending.trigger('segment'),
    });
    sending.start();
    return { life, ownerId, recorder, microphone, sendNow: () => sending.trigger('button', true) };
  });
}

/** What the screen calls saved is on the disk, or has gone on to the server and been purged. */
function checkView({ disk, ledger }: Device, ownerId: OwnerId, { recordingId, savedMs }: RecorderView): void {
  if (recordingId === null || savedMs === 0 || ledger.of(recordingId)?.purged) return;
  const onDiskMs = disk.recordings(ownerId).get(recordingId)?.row.savedMs ?? 0;
  if (savedMs > onDiskMs) ledger.broken('screen', `${savedMs} ms of ${recordingId} are called saved, ${onDiskMs} ms are on the disk`);
}
