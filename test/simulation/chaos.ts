import { parseSegmentKey } from '../../src/core/names.ts';
import { NO_DISK_TROUBLES } from './disk.ts';
import { purge } from './retention.ts';
import { isAnybodyRecording, passEvenly } from './evenly.ts';
import type { Action } from './action.ts';
import { actionsOf } from './tabactions.ts';
import type { Life } from './turns.ts';
import { PEOPLE, type World } from './world.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** How often timers run in a page that nobody looks at. */
const UNSEEN_MS = 60_000;

/** Lets what the plan has in store happen, in any order and in the middle of anything. */
export async function runChaos(world: World): Promise<void> {
  const { dice, plan, network, ledger } = world;
  network.person = PEOPLE[0]!;
  for (const [name, share] of plan.requestFaults) network.faults.set(name, share);
  world.open('tab');
  for (let i = 0; i < plan.actions && !ledger.violation(); i++) {
    await act(world);
    await world.turns.settle();
    await turnsFor(world, dice.chance(0.2) ? 80 : dice.below(14));
    if (i % 8 === 0) world.check();
  }
  if (plan.longTrouble) await longTrouble(world);
}

async function turnsFor(world: World, count: number): Promise<void> {
  for (let i = 0; i < count && !world.ledger.violation(); i++) if (!(await world.step())) return;
}

async function act(world: World): Promise<void> {
  const possible = actionsIn(world).filter((action) => action.weight > 0 && action.run);
  let ticket = world.dice.unit() * possible.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = possible.find(({ weight }) => (ticket -= weight) < 0) ?? possible[0]!;
  world.trace('world', chosen.label);
  world.ledger.met(chosen.label.replace(/^.*(?:tab|worker)\d*(?: is|:)? /, ''));
  await chosen.run!();
}

function actionsIn(world: World): Action[] {
  const { dice, plan, network, disk, time, server } = world;
  const offered: Action[] = [];
  const offer = (weight: number, label: string, run: (() => void) | undefined | false) => void offered.push({ label, weight, run: run || undefined });
  const some = (wanted: boolean, weight: number) => (wanted ? weight : 0);

  for (const tab of world.tabs.values()) offered.push(...actionsOf(world, tab));
  for (const name of ['tab', 'other tab']) {
    const tab = world.tabs.get(name);
    offer(2, `${name} is opened`, !tab && (() => world.open(name)));
    offer(some(plan.kills, 1), `${name} is killed`, tab && (() => closeTab(world, name)));
    offer(0.3, `${name} is closed`, tab && tab.recorder.view().phase === 'idle' && (() => closeTab(world, name)));
  }
  const worker = world.worker?.outcome === 'running' && world.worker.life.alive ? world.worker : null;
  offer(2, 'sync event', world.syncWanted && !worker && network.mode !== 'offline' && (() => world.sync()));
  offer(some(plan.kills, 1), 'worker is killed', worker !== null && (() => world.kill(worker.life)));
  const lives = [...world.tabs.values()].map(({ life }) => life);
  for (const life of worker ? [...lives, worker.life] : lives) {
    if (life.frozen) offer(3, `${life.name} thaws`, () => thawIn(world, life));
    else offer(some(plan.freezes, 0.7), `${life.name} is frozen`, () => freezeIn(world, life));
  }
  const [ms, goesOn] = [dice.pick([1_000, 10_000, 60_000, 2 * HOUR_MS]), dice.pick(['both clocks', "the device's clock"] as const)];
  offer(some(plan.sleeps, 1.5), `the device sleeps, ${goesOn}`, () => sleep(world, ms, goesOn));
  offer(some(plan.powerCuts, 0.6), 'the power fails', () => world.end('power'));
  offer(some(plan.durability === 'relaxed', 1), 'the disk is flushed', disk.flush);

  const evenly = plan.evenly && isAnybodyRecording(world);
  offer(3, 'time passes', () => (evenly ? passEvenly(world, 1_000) : time.pass(Math.min(time.untilDueMs() ?? 1_000, 60_000))));
  offer(1, 'much time passes', () => (evenly ? passEvenly(world, 10_000) : time.pass(dice.below(600_000))));
  offer(some(plan.clockJumps, 1), 'the clock is set', () => setClock(world, dice.pick([DAY_MS, -DAY_MS, 2 * HOUR_MS, -HOUR_MS])));

  if (network.mode === 'up') {
    for (const mode of ['offline', 'portal', 'redirect', 'server down'] as const) offer(some(plan.networkTroubles, 0.5), `network: ${mode}`, () => setMode(world, mode));
  } else offer(3, 'network: up', () => setMode(world, 'up'));
  offer(some(plan.networkTroubles, 0.4), 'the server is restarted', () => {
    server.restart();
    network.cutAll();
  });
  const other = PEOPLE.find((person) => person !== network.person)!;
  offer(some(plan.people === 2, 1), 'somebody else signs in', () => (network.person = other));
  offer(0.3, 'signed out', network.person !== null && (() => (network.person = null)));
  offer(2, 'signs in again', network.person === null && (() => (network.person = dice.pick(PEOPLE.slice(0, plan.people)))));

  const { troubles } = disk;
  offer(some(plan.diskTroubles, 0.7), 'the disk is full', !troubles.full && (() => (troubles.full = true)));
  offer(3, 'there is room again', troubles.full && (() => (troubles.full = false)));
  offer(some(plan.diskTroubles, 0.5), 'the database is lost', !troubles.broken && (() => (troubles.broken = true)));
  offer(4, 'the database is back', troubles.broken && (() => (troubles.broken = false)));
  offer(some(plan.diskTroubles, 0.5), 'the database is unreliable', troubles.refuses === 0 && (() => Object.assign(troubles, { refuses: 0.2, unsure: 0.1 })));
  offer(2, 'the database is reliable again', troubles.refuses > 0 && (() => Object.assign(troubles, { refuses: 0, unsure: 0 })));

  const losable = [...server.objects.keys()].filter((key) => isLosable(world, key));
  offer(some(plan.lostObjects, 1), 'the bucket loses a segment', losable.length > 0 && (() => server.lose(dice.pick(losable))));
  offer(some(plan.retention, 1), 'retention', () => purge(world));
  return offered;
}

function closeTab(world: World, name: string): void {
  world.kill(world.tabs.get(name)!.life);
  world.tabs.delete(name);
  world.check();
}

function freeze(life: Life): void {
  let thawNow = () => {};
  const until = new Promise<void>((resolve) => (thawNow = resolve));
  life.frozen = { until, thaw: thawNow };
}

function thaw(life: Life): void {
  const { frozen } = life;
  life.frozen = null;
  frozen?.thaw();
}

/** A page that stands still; its microphone may go on hearing. */
function freezeIn(world: World, life: Life): void {
  blur(world);
  freeze(life);
  if (world.dice.chance(0.5)) tabOf(world, life)?.microphone.halt(true);
}

/** It goes on, and is told that it can be seen. */
export function thawIn(world: World, life: Life): void {
  const tab = tabOf(world, life);
  tab?.microphone.halt(false);
  thaw(life);
  if (tab) world.turns.as(life, () => tab.recorder.look('visible'));
}

const tabOf = ({ tabs }: World, life: Life) => [...tabs.values()].find((tab) => tab.life === life);

function sleep(world: World, ms: number, goesOn: 'both clocks' | "the device's clock"): void {
  world.breakTime(ms, () => world.time.sleep(ms, goesOn));
  if (world.dice.chance(0.5)) world.network.cutAll();
}

function setClock(world: World, ms: number): void {
  if (ms < 0) blur(world);
  world.breakTime(0, () => world.time.jump(ms));
}

/** What is being recorded cannot be compared by its times any more. */
export function blur({ tabs, ledger }: World): void {
  for (const { recorder } of tabs.values()) {
    const { recordingId } = recorder.view();
    if (recordingId !== null) ledger.notes(recordingId).blurred = true;
  }
}

export function setMode(world: World, mode: World['network']['mode']): void {
  const wasOffline = world.network.mode === 'offline';
  world.network.mode = mode;
  if (mode === 'offline' || mode === 'server down') world.network.cutAll();
  if (mode === 'offline') world.tell('offline');
  else if (wasOffline) world.tell('online');
}

/** A segment that the bucket may lose without breaking its own promise: its recording has not been taken in. */
function isLosable({ server }: World, key: string): boolean {
  const segment = parseSegmentKey(key);
  return segment !== undefined && !server.completing.has(segment.recordingId) && !server.pointerOf(segment.ownerId, segment.recordingId);
}

/** For more than an hour one thing is wrong all the time, with the pages open and nobody in front of them. */
async function longTrouble(world: World): Promise<void> {
  const { dice, disk, network, time, turns, ledger } = world;
  Object.assign(disk.troubles, NO_DISK_TROUBLES);
  const name = dice.pick(['server down', 'portal', 'our API refuses', 'foreign status', 'throttled', 'bucket refuses', 'hangs before', 'segments missing', 'segments missing'] as const);
  ledger.met(`long ${name}`);
  world.trace('world', `for more than an hour: ${name}`);
  if (name === 'server down') setMode(world, 'server down');
  else network.faults.set(name, 1);
  const untilMs = time.clock.monotonicMs() + 1.1 * HOUR_MS;
  while (time.clock.monotonicMs() < untilMs && !ledger.violation()) {
    if (await world.step()) continue;
    time.pass(Math.max(isAnybodyRecording(world) ? UNSEEN_MS : 1, time.untilDueMs() ?? HOUR_MS));
    for (const { life, microphone } of world.tabs.values()) if (!life.frozen && dice.chance(0.1)) turns.as(life, () => microphone.deliver('usual'));
  }
  blur(world);
}
