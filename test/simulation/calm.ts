import type { OwnerId } from '../../src/core/names.ts';
import { isAmending } from '../../src/core/recording.ts';
import { NO_DISK_TROUBLES } from './disk.ts';
import { setMode, thawIn } from './chaos.ts';
import { isAnybodyRecording } from './evenly.ts';
import { NO_MICROPHONE_TROUBLES } from './microphone.ts';
import type { World } from './world.ts';

/** Once faults stop, everything has to be where it belongs after so many turns and so much time for each person. */
const MOST_TURNS = 6_000;
const MOST_MS = 2 * 3_600_000;
const SYNC_AGAIN_MS = 300_000;
const MOST_SYNCS = 12;

/** Ends all troubles, then waits for everything to arrive. */
export async function runCalm(world: World): Promise<void> {
  const { network, disk, plan, turns } = world;
  world.trace('world', `the troubles are over: ${plan.ending}`);
  world.ledger.met(`ending ${plan.ending}`);
  network.faults.clear();
  Object.assign(disk.troubles, NO_DISK_TROUBLES);
  for (const { life, microphone } of world.tabs.values()) {
    Object.assign(microphone.troubles, NO_MICROPHONE_TROUBLES);
    if (microphone.isMuted()) microphone.unmute();
    if (life.frozen) thawIn(world, life);
  }
  if (world.worker?.life.frozen) thawIn(world, world.worker.life);
  setMode(world, 'up');
  await turns.settle();
  if (plan.ending !== 'stay') {
    world.end('tabs');
    world.end('worker');
  }
  await until(world, 'the recorders stop', () => stopRecorders(world));
  // What somebody was still writing when it was the other one's turn is sent when they are back.
  for (let visit = 1; visit <= 2; visit++) for (const ownerId of world.owners) if (visit === 1 || !isSettled(world, ownerId)) await settle(world, ownerId);
}

/** Somebody signs in and stays until everything of theirs is where it belongs. */
async function settle(world: World, ownerId: OwnerId): Promise<void> {
  world.network.person = ownerId;
  if (world.plan.ending === 'worker') await syncUntilDone(world);
  await until(world, `what ${ownerId.slice(0, 2)} recorded is archived`, () => {
    if (![...world.tabs.values()].some((tab) => tab.ownerId === ownerId)) world.open(`last tab of ${ownerId.slice(0, 2)}`, ownerId);
    return isSettled(world, ownerId);
  });
  sendSilence(world, ownerId);
  await until(world, `also what is silent of ${ownerId.slice(0, 2)}`, () => isSettled(world, ownerId) && !hasSilence(world, ownerId));
}

/** Somebody taps Stop wherever it is offered. True when no recorder is at work. */
function stopRecorders(world: World): boolean {
  for (const { life, recorder, stop } of world.tabs.values()) {
    const { phase } = recorder.view();
    if (phase === 'recording' || phase === 'paused' || phase === 'interrupted') world.turns.as(life, stop);
  }
  return !isAnybodyRecording(world);
}

/** Somebody wants to have in the archive also what was parked because nothing is to be heard in it. */
function sendSilence({ disk, tabs, turns, ledger }: World, ownerId: OwnerId): void {
  const tab = [...tabs.values()].find((one) => one.ownerId === ownerId);
  for (const { row } of disk.recordings(ownerId).values()) {
    if (!tab || row.failure?.code !== 'no_sound') continue;
    ledger.met('silence is sent in the end');
    turns.as(tab.life, () => tab.sendAnyway(row.id));
  }
}

/** The browser dispatches the sync event again until it succeeds. */
async function syncUntilDone(world: World): Promise<void> {
  for (let tries = 1; ; tries++) {
    if (tries > MOST_SYNCS) return world.ledger.broken('drains', 'the worker does not get done');
    world.sync();
    const event = world.worker!;
    await until(world, 'the sync event ends', () => event.outcome !== 'running' || !event.life.alive);
    if (event.outcome === 'done' || world.ledger.violation()) return;
    world.time.pass(SYNC_AGAIN_MS);
  }
}

const hasSilence = ({ disk }: World, ownerId: OwnerId) => [...disk.recordings(ownerId).values()].some(({ row }) => row.failure?.code === 'no_sound');

function isSettled({ disk, ledger, server }: World, ownerId: OwnerId): boolean {
  const rows = disk.recordings(ownerId);
  for (const { row } of rows.values()) if (!['archived', 'empty', 'failed'].includes(row.state) || isAmending(row)) return false;
  for (const { id, takes, ownerId: owner, purged } of ledger.recordings.values()) {
    if (owner !== ownerId || purged || rows.get(id)?.row.state === 'failed') continue;
    const wasSaved = [...takes.values()].some(({ acknowledged }) => acknowledged > 0);
    if (wasSaved && !server.archives.has(id)) return false;
  }
  return true;
}

/** Turn after turn, and time when nobody wants one, until `isDone`. */
async function until(world: World, what: string, isDone: () => boolean): Promise<void> {
  const { turns, time, ledger } = world;
  const mostTurns = turns.count() + MOST_TURNS;
  const mostMs = time.clock.monotonicMs() + MOST_MS;
  while (!ledger.violation() && !isDone()) {
    // What isDone has set going goes on before anybody has a turn.
    await turns.settle();
    if (await world.step()) {
      if (turns.count() > mostTurns) ledger.broken('drains', `not within ${MOST_TURNS} turns: ${what}`);
      continue;
    }
    if (time.clock.monotonicMs() > mostMs) return ledger.broken('drains', `not within ${MOST_MS} ms: ${what}`);
    time.pass(Math.max(1, time.untilDueMs() ?? MOST_MS));
  }
}
