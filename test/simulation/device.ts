import { createHash } from 'node:crypto';
import type { FailureCode } from '../../src/core/failures.ts';
import type { OwnerId } from '../../src/core/names.ts';
import type { Clock, Digest, Random, RecordingStore, Telemetry, UploadApi } from '../../src/core/ports.ts';
import { isRunning } from '../../src/core/recording.ts';
import { createUploadApi } from '../../src/adapters/uploadapi.ts';
import type { Event } from '../../src/core/telemetry/events.ts';
import type { Browser } from './browser.ts';
import type { Dice } from './dice.ts';
import type { Disk } from './disk.ts';
import type { Ledger, RecordingFacts } from './ledger.ts';
import type { LockTable } from './locks.ts';
import type { Network } from './network.ts';
import type { SeamBug } from './planted.ts';
import type { SimServer } from './server.ts';
import type { Time } from './time.ts';
import type { Life, Turns } from './turns.ts';

/** Everything below the pages of one phone, and the server it sends to. */
export interface Device {
  turns: Turns;
  time: Time;
  dice: Dice;
  ledger: Ledger;
  disk: Disk;
  locks: LockTable;
  reliableLocks: boolean;
  network: Network;
  server: SimServer;
  browser: Browser;
  bug: SeamBug | undefined;
  /** Everybody who has signed in on this device. */
  owners: Set<OwnerId>;
  /** A page has asked for a sync event that has not been answered with success. */
  syncWanted: boolean;
  newKeyId(): number;
  uuid(): string;
}

/** The ports that page and worker have in common, as one life has them. */
export interface LifePorts {
  clock: Clock;
  random: Random;
  digest: Digest;
  telemetry: Telemetry;
  api: UploadApi;
}

/** No drain plans more often than this. */
const MOST_PLANS = 200;

export function portsOf(device: Device, life: Life): LifePorts & { storeFor(ownerId: OwnerId): RecordingStore } {
  const { turns, time, dice, ledger, disk, bug } = device;
  let plans: number | null = null;
  const api = createUploadApi(time.clock);

  return {
    clock: time.clock,
    random: { uuid: device.uuid, unit: dice.unit },
    digest: {
      async sha256(bytes) {
        await turns.turn(life, 'hashes');
        return createHash('sha256').update(bytes).digest('hex');
      },
    },
    telemetry: {
      record(event: Event) {
        ledger.met('code' in event ? `${event.event} ${event.code}` : 'cause' in event ? `${event.event} ${event.cause}` : event.event);
        if (event.event === 'sync_started') plans = 0;
        if (event.event === 'sync_finished' || event.event === 'sync_failed') plans = null;
        if (event.event === 'recording_fenced' && device.reliableLocks) ledger.broken('fence', `${life.name} is fenced off ${event.recordingId}`);
      },
    },
    api: bug?.api?.(api, device.network) ?? api,
    storeFor(ownerId) {
      const real = disk.storeOf(life, ownerId);
      const store = bug?.store?.(real, { db: disk.recordings(ownerId), transact: disk.transactOf(life, ownerId), turns, life }) ?? real;
      return {
        ...store,
        all() {
          if (plans !== null && ++plans > MOST_PLANS) ledger.broken('planner', `${life.name} plans more than ${MOST_PLANS} times in a drain`);
          return store.all();
        },
        async append(fence, chunk, durationMs, atMs) {
          await store.append(fence, chunk, durationMs, atMs);
          ledger.acknowledged(chunk.recordingId, chunk.take, chunk.chunk);
        },
        async addMark(fence, at) {
          const mark = await store.addMark(fence, at);
          ledger.notes(fence.recordingId).storedMarks.push({ mark, ...at });
          return mark;
        },
      };
    },
  };
}

/** Checks what the list and the screen would show after a transaction against what is true. */
export function checkCommit({ disk, ledger, server }: Pick<Device, 'disk' | 'ledger' | 'server'>, ownerId: OwnerId, name: keyof RecordingStore): void {
  for (const { row, segments, data } of disk.recordings(ownerId).values()) {
    const facts = ledger.of(row.id);
    if (!facts || (isRunning(row) && name === 'append')) continue;
    for (const { seq, sha256, sent } of segments) {
      const known = facts.segments.get(seq);
      if (known === undefined) facts.segments.set(seq, sha256);
      if ((known ?? sha256) !== sha256) ledger.broken('frozen', `segment ${seq} of ${row.id} is made twice`);
      if (name === 'addSegment' && createHash('sha256').update(data.get(seq)!).digest('hex') !== sha256) ledger.broken('frozen', `segment ${seq} of ${row.id} is not what was hashed`);
      if (sent && !ledger.everStored.has(`${row.id}/${seq}-${sha256}`)) ledger.broken('screen', `segment ${seq} of ${row.id} is called sent and is not`);
    }
    if (row.state === 'failed' && row.failure!.code === 'no_sound') facts.wasSilent = true;
    if (row.state === 'failed' && !mayBeParked(facts, row.failure!.code, server)) ledger.broken('parked', `${row.id} is parked with ${row.failure!.code}: ${row.failure!.detail}`);
    if (row.state === 'sent' && !server.pointerOf(ownerId, row.id)) ledger.broken('screen', `${row.id} is called sent and is not`);
    const archive = server.archives.get(row.id);
    if (row.state === 'archived' && !(archive && 'takes' in archive)) ledger.broken('screen', `${row.id} is called archived and is not`);
  }
}

/** Whether the server has really said what the recording is parked for. Nothing else is wrong with any of them. */
function mayBeParked(facts: RecordingFacts, code: FailureCode, server: SimServer): boolean {
  if (code === 'no_sound') return isSilent(facts);
  const archive = server.archives.get(facts.id);
  if (code === 'manifest_differs') return facts.preempted;
  if (code === 'archive_problem') return archive !== undefined && 'problem' in archive;
  return facts.refused.has(code);
}

/** Whether nothing was ever to be heard in it. */
export function isSilent({ takes }: RecordingFacts): boolean {
  return [...takes.values()].every(({ captured }) => !captured.loud);
}
