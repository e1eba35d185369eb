import { drainHere } from '../../src/page/drainhere.ts';
import { createSending } from '../../src/page/sending.ts';
import { CaptureFault } from '../../src/core/capture/capturefault.ts';
import { createRecorder, type Recorder } from '../../src/core/capture/recorder.ts';
import type { RecorderView } from '../../src/core/capture/recorderview.ts';
import { Failure, Stale } from '../../src/core/failures.ts';
import type { OwnerId, RecordingId } from '../../src/core/names.ts';
import type { MicrophoneChoice } from '../../src/core/ports.ts';
import { textName, type TextSubject } from '../../src/core/seal/format.ts';
import { writeText } from '../../src/core/seal/texts.ts';
import { portsOf, type Device } from './device.ts';
import { createFakeMicrophone, type FakeMicrophone } from './microphone.ts';
import { createFakeLocalKeys, createFakeSealing } from './sealing.ts';
import { beginLife, type Life } from './turns.ts';

/** An open page of one owner, as src/page/compose.ts puts it together, without its screen, and what a person does there. */
export interface Tab {
  life: Life;
  ownerId: OwnerId;
  recorder: Recorder;
  microphone: FakeMicrophone;
  /** Takes down what was tapped and then taps it. */
  pause(): void;
  stop(): void;
  mark(): void;
  /** Chooses another microphone. */
  choose(): void;
  write(id: RecordingId, subject: TextSubject, text: string): void;
  /** Sends a parked recording all the same. */
  sendAnyway(id: RecordingId): void;
  sendNow(): void;
}

/** Opens a page. */
export function openTab(device: Device, name: string, ownerId: OwnerId): Tab {
  const { turns, time, dice, ledger, network, disk } = device;
  const life = beginLife(name);
  const ports = portsOf(device, life);
  const shared = { ...ports, ownerId, timers: time.timersOf(life), locks: device.locks.locksOf(life), store: ports.storeFor(ownerId) };
  const microphone = createFakeMicrophone({ turns, time, dice, life, nextOrder: device.newKeyId, onSlice: ledger.captured });
  life.atDeath.push(() => microphone.settle());
  const choice: MicrophoneChoice = { deviceId: null, processing: 'voice' };
  const sealing = createFakeSealing(turns, life, device.newKeyId, ledger.sealed);
  const localKeys = dice.chance(0.5) ? createFakeLocalKeys(turns, life) : null;
  const publicKeys = async () => {
    await turns.turn(life, 'reads the public keys');
    return [{ kid: 'k1', spki: 'AAAA', use: 'seal' as const }];
  };
  const notes = ({ recordingId }: RecorderView) => (recordingId === null ? undefined : ledger.notes(recordingId));
  const randomBytes = (length: number) => new Uint8Array(Array.from({ length }, () => dice.below(256)));
  const texts = { ...shared, sealing, publicKeys, localKeys, randomBytes };

  return turns.as(life, () => {
    const sending = createSending({
      ...shared,
      heartbeats: device.disk.heartbeatsOf(life),
      onWorkLeft: () => (device.syncWanted = true),
      onResult: () => undefined,
      drainHere,
    });
    const recorder = createRecorder({
      ...shared,
      sealing,
      localKeys,
      microphone: microphone.microphone,
      choice: () => choice,
      publicKeys,
      settings: () => ({ sliceMs: 250, quality: { preset: 'standard', bitsPerSecond: 32_000, processing: choice.processing }, consent: null, appVersion: '1', flags: { version: 1, variant: 'offline' } }),
      online: () => network.mode !== 'offline',
      serverOffsetMs: ports.api.serverOffsetMs,
      onChange: (view) => checkView(device, ownerId, view),
      onSegment: () => sending.trigger('segment'),
    });
    sending.start();
    return {
      life,
      ownerId,
      recorder,
      microphone,
      pause() {
        const { phase, takes } = recorder.view();
        const take = takes.at(-1)?.take;
        if (phase === 'recording' && take !== undefined) notes(recorder.view())?.paused.add(take);
        if (phase === 'interrupted') ledger.met('Pause in a gap');
        void recorder.pause();
      },
      stop() {
        const of = notes(recorder.view());
        const { phase, interruption } = recorder.view();
        if (of) of.stoppedInterrupted = interruption !== null;
        if (interruption) ledger.met(phase === 'paused' ? 'given up' : 'Stop in a gap');
        void recorder.stop();
      },
      mark() {
        const at = microphone.position();
        const of = notes(recorder.view());
        void recorder.mark().then((isSet) => {
          ledger.met(isSet ? 'mark is set' : 'mark is not set');
          if (isSet && !at) ledger.broken('mark', 'a mark is set where nothing is heard');
          if (isSet && at) of?.marks.push({ of: at.captured, atMs: at.atMs });
        });
      },
      choose() {
        choice.deviceId = choice.deviceId === 'headset' ? null : 'headset';
        recorder.changeMicrophone();
      },
      write(id, subject, text) {
        void writeText(texts, id, subject, text).then(() => {
          const stored = disk.recordings(ownerId).get(id)?.texts.get(textName(subject));
          const { texts: known } = ledger.notes(id);
          ledger.met(stored?.amends ? 'text amends' : 'text is written');
          if (stored) known.set(textName(subject), Math.max(known.get(textName(subject)) ?? 0, stored.version));
        }, refused);
      },
      sendAnyway: (id) => void shared.store.retry(id).then(() => sending.trigger('button', true), refused),
      sendNow: () => sending.trigger('button', true),
    };
  });
}

/** What the screen shows as an error is none of the app's. */
function refused(error: unknown): void {
  if (error instanceof Failure || error instanceof Stale || error instanceof CaptureFault) return;
  throw error;
}

/** What the screen calls saved is on the disk, or has gone on to the server and been purged. */
function checkView({ disk, ledger }: Device, ownerId: OwnerId, { recordingId, savedMs, marks }: RecorderView): void {
  if (recordingId === null || ledger.of(recordingId)?.purged) return;
  const stored = disk.recordings(ownerId).get(recordingId);
  const onDiskMs = stored?.row.savedMs ?? 0;
  if (savedMs > onDiskMs) ledger.broken('screen', `${savedMs} ms of ${recordingId} are called saved, ${onDiskMs} ms are on the disk`);
  if (marks > (stored?.marks.length ?? 0)) ledger.broken('screen', `${marks} marks of ${recordingId} are called set, ${stored?.marks.length} are on the disk`);
}
