import type { OwnerId } from '../../src/core/names.ts';
import { parseSegmentKey } from '../../src/core/names.ts';
import type { Archive } from './compose.ts';
import { installBrowser, type PageEvent } from './browser.ts';
import { checkCommit, type Device } from './device.ts';
import { createDice, type Dice } from './dice.ts';
import { createDisk } from './disk.ts';
import { archiveFault, checkKept } from './keeping.ts';
import { createLedger, type Ledger, type RecordingFacts } from './ledger.ts';
import { createLockTable } from './locks.ts';
import { manifestAccount } from './manifestaccount.ts';
import { createNetwork } from './network.ts';
import { drawPlan, type Plan } from './plan.ts';
import type { SeamBug } from './planted.ts';
import { createSimServer } from './server.ts';
import { openTab, type Tab } from './tab.ts';
import { createTime } from './time.ts';
import { createTurns, type Life } from './turns.ts';
import { dispatchSync, type SyncEvent } from './worker.ts';

export const PEOPLE: readonly OwnerId[] = ['a'.repeat(32), 'b'.repeat(32)];

/** A phone with its pages and worker, the server, and the people in front of it. */
export interface World extends Device {
  plan: Plan;
  tabs: Map<string, Tab>;
  worker: SyncEvent | null;
  /** Times (monotonic) at which somebody or the network asked to try at once. */
  hurriedAtMs: number[];
  trace(who: string, what: string): void;
  open(name: string, ownerId?: OwnerId): void;
  kill(life: Life): void;
  /** Ends the processes of all pages, or of the worker, or of both with the power. */
  end(who: Death['who']): void;
  /** The next turn, unless somebody is to die first. False when nobody waits for one. */
  step(): Promise<boolean>;
  tell(event: PageEvent): void;
  sync(): void;
  /** Sets a clock of the device, or lets it sleep for `ms`: no microphone hears anything meanwhile. */
  breakTime(ms: number, how: () => void): void;
  /** Whether everything acknowledged is still somewhere, and no microphone is open for nobody. */
  check(): void;
}

/** Who is to die before which turn, besides whatever the plan has in store. */
export interface Death {
  turn: number;
  who: 'tabs' | 'worker' | 'power';
}

export interface WorldOptions {
  seed: number;
  bug?: SeamBug | undefined;
  /** Parts of the plan that are not left to the seed. */
  plan?: Partial<Plan> | undefined;
  death?: Death | undefined;
  /** Is told of every step. */
  onStep(step: Step): void;
}

/** Something that somebody did, at which turn and (monotonic) time. */
export interface Step {
  turn: number;
  atMs: number;
  who: string;
  what: string;
}

/** The world of a seed, in which nothing has happened yet. Its globals have to be given back. */
export function createWorld({ seed, bug, plan: wanted, death, onStep }: WorldOptions): World {
  const trace: World['trace'] = (who, what) => onStep({ turn: turns.count(), atMs: time.clock.monotonicMs(), who, what });
  const dice = createDice(seed);
  const plan = { ...drawPlan(dice, bug?.relaxed ?? false), ...wanted };
  const turns = createTurns(seed, trace);
  const time = createTime(turns, plan.serverOffsetMs);
  const ledger = createLedger();
  const server = createSimServer(turns, time, () => dice.below(20_000), {
    stored(key) {
      const segment = parseSegmentKey(key);
      const [, ownerId, recordingId] = key.split('/') as [string, string, string];
      const facts = ledger.of(segment?.recordingId ?? recordingId);
      if (facts && facts.ownerId !== ownerId) ledger.broken('owner', `${key} belongs to ${facts.ownerId}`);
      if (!segment) return;
      const known = facts?.segments.get(segment.seq);
      if (known !== segment.sha256) ledger.broken('frozen', `segment ${segment.seq} of ${recordingId} arrives with other bytes than were stored`);
      ledger.everStored.add(`${segment.recordingId}/${segment.seq}-${segment.sha256}`);
    },
    archived(archive) {
      const facts = ledger.of(archive.recordingId);
      if (!facts) return ledger.broken('archive', `${archive.recordingId} was never recorded`);
      const fault = facts.preempted ? undefined : archiveFault(facts, archive);
      if (fault !== undefined) ledger.broken('archive', `${archive.recordingId}: ${fault}`);
      else if (!facts.preempted) checkManifest(world, facts, archive);
    },
  });
  const network = createNetwork({ turns, time, dice, ledger, server });
  const disk = createDisk({ turns, dice, durability: plan.durability, onCommit: (ownerId, name) => checkCommit({ disk, ledger, server }, ownerId, name) });
  const locks = createLockTable(turns, time, plan.reliableLocks, (name) => ledger.met(`lock ${name} is stolen`));
  const browser = installBrowser(turns, time, network);
  let lastKeyId = 0;
  let lives = 0;
  let next = death;

  const world: World = {
    plan,
    turns,
    time,
    dice,
    ledger,
    disk,
    locks,
    reliableLocks: plan.reliableLocks,
    network,
    server,
    browser,
    bug,
    owners: new Set(),
    syncWanted: false,
    newKeyId: () => ++lastKeyId,
    uuid: () => uuidOf(dice),
    tabs: new Map(),
    worker: null,
    hurriedAtMs: [],
    trace,
    open(name, ownerId = network.person ?? [...world.owners].at(-1) ?? PEOPLE[0]!) {
      world.owners.add(ownerId);
      world.hurriedAtMs.push(time.clock.monotonicMs());
      world.tabs.set(name, openTab(world, `${name}${++lives}`, ownerId));
    },
    kill(life) {
      life.alive = false;
      for (const run of life.atDeath) run();
    },
    end(who) {
      if (who !== 'worker') for (const { life } of world.tabs.values()) world.kill(life);
      if (who !== 'worker') world.tabs.clear();
      if (who !== 'tabs' && world.worker) world.kill(world.worker.life);
      if (who === 'power') disk.powerCut();
      world.check();
    },
    async step() {
      if (next && turns.count() >= next.turn) {
        trace('world', `death of ${next.who}`);
        world.end(next.who);
        next = undefined;
      }
      return turns.step();
    },
    tell(event) {
      for (const { life } of world.tabs.values()) browser.dispatch(life, event);
      if (event !== 'offline') world.hurriedAtMs.push(time.clock.monotonicMs());
    },
    sync() {
      world.hurriedAtMs.push(time.clock.monotonicMs());
      world.worker = dispatchSync(world, `worker${++lives}`);
    },
    breakTime(ms, how) {
      for (const { microphone } of world.tabs.values()) microphone.settle();
      how();
      for (const { microphone } of world.tabs.values()) microphone.slept(ms);
      world.hurriedAtMs.push(time.clock.monotonicMs());
    },
    check() {
      for (const tab of world.tabs.values()) checkMicrophone(ledger, tab);
      checkKept(ledger, { stored: (ownerId, id) => disk.recordings(ownerId).get(id), objects: server.objects, archives: server.archives });
    },
  };
  return world;
}

/** Nobody records, nobody listens; and never do two. */
function checkMicrophone(ledger: Ledger, { life, recorder, microphone }: Tab): void {
  const { inputs, recorders } = microphone.open();
  const isIdle = recorder.view().phase === 'idle';
  if (inputs > (isIdle ? 0 : 1)) ledger.broken('microphone', `${life.name} is ${recorder.view().phase} and has ${inputs} microphones open`);
  if (recorders > (isIdle ? 0 : 1)) ledger.broken('microphone', `${life.name} is ${recorder.view().phase} and ${recorders} recorders run`);
}

/** What the manifest of an archive tells besides the audio. */
export function checkManifest({ ledger, plan }: World, facts: RecordingFacts, { recordingId, manifest }: Archive): void {
  const times = !plan.evenly ? 'no' : plan.sleeps || plan.clockJumps ? 'rough' : 'exact';
  const fault = manifestAccount(facts, ledger.notes(recordingId), manifest, times);
  if (fault) ledger.broken(fault.invariant, `${recordingId}: ${fault.detail}`);
}

function uuidOf(dice: Dice): string {
  const hex = Array.from({ length: 4 }, () => dice.below(2 ** 32).toString(16).padStart(8, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
