import { runCalm } from './calm.ts';
import { runChaos } from './chaos.ts';
import { sealedTextName } from '../../src/core/amendment.ts';
import type { Archive } from './compose.ts';
import { isSilent } from './device.ts';
import { archiveFault } from './keeping.ts';
import type { RecordingFacts, Violation } from './ledger.ts';
import { checkManifest, createWorld, type World, type WorldOptions } from './world.ts';

export interface Outcome {
  seed: number;
  violation: Violation | undefined;
  turns: number;
  /** How much of everything happened, to see that a simulation is about something. */
  recordings: number;
  archives: number;
  /** How often each fault, and each answer of the app to one, happened. */
  meetings: ReadonlyMap<string, number>;
  trace: string[];
}

export interface SimulationOptions extends Omit<WorldOptions, 'seed' | 'onStep'> {
  /** Keeps the list of steps. A run without it goes exactly the same way. */
  trace?: boolean;
}

const HOUR_MS = 3_600_000;
/** Longer recordings in which nothing is to be heard have to be noticed. */
const LONG_ENOUGH_MS = 2_000;

/** The whole history of a seed: trouble, then calm, then the account. The same seed always goes the same way. */
export async function simulate(seed: number, { trace: isTraced = false, ...options }: SimulationOptions = {}): Promise<Outcome> {
  const trace: string[] = [];
  const world = createWorld({
    ...options,
    seed,
    onStep({ turn, atMs, who, what }) {
      if (isTraced) trace.push(`${String(turn).padStart(5)} ${String(atMs).padStart(9)} ms  ${who}: ${what}`);
    },
  });
  const { ledger, server, turns } = world;
  const onRejection = (reason: unknown) => ledger.broken('rejection', reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  process.on('unhandledRejection', onRejection);
  try {
    await runChaos(world);
    world.check();
    if (!ledger.violation()) await runCalm(world);
    world.check();
    if (!ledger.violation()) checkAccount(world);
  } finally {
    for (const { life } of world.tabs.values()) world.kill(life);
    if (world.worker) world.kill(world.worker.life);
    world.browser.uninstall();
    process.off('unhandledRejection', onRejection);
  }
  const violation = ledger.violation();
  if (violation) trace.push(`broken: ${violation.invariant}: ${violation.detail}`);
  return { seed, violation, turns: turns.count(), recordings: ledger.recordings.size, archives: server.archives.size, meetings: ledger.meetings, trace };
}

/** What can only be said at the end. */
function checkAccount(world: World): void {
  const { ledger, server, disk, hurriedAtMs } = world;
  for (const facts of ledger.recordings.values()) {
    const archive = server.archives.get(facts.id);
    const fault = archive && !facts.preempted ? archiveFault(facts, archive) : undefined;
    if (fault !== undefined) ledger.broken('archive', `${facts.id}: ${fault}`);
    else if (archive && 'takes' in archive && !facts.preempted) checkSent(world, facts, archive);
    checkOnDevice(world, facts);
    const most = mostAnHour(facts.failedAtMs);
    // Backoff allows 8 short waits and then one every 2.5 min at the least, six PUTs each; every hurry allows one more.
    const allowed = 7 * (8 * (1 + facts.segments.size) + 24 + mostAnHour(hurriedAtMs));
    if (most > allowed) ledger.broken('attempts', `${most} failed requests for ${facts.id} within an hour, ${allowed} are bearable`);
    if (disk.recordings(facts.ownerId).get(facts.id)?.row.state === 'archived' && !archive) ledger.broken('screen', `${facts.id} is called archived and is not`);
  }
}

/** What the manifest and the amendments tell of an archive. */
function checkSent(world: World, facts: RecordingFacts, archive: Archive): void {
  checkManifest(world, facts, archive);
  const { ledger, server, disk } = world;
  // What is parked waits for its person, with all its texts.
  if (disk.recordings(facts.ownerId).get(facts.id)?.row.state === 'failed') return;
  for (const [name, newest] of ledger.notes(facts.id).texts) {
    const version = server.textsOf(archive.manifest).find((text) => sealedTextName(text) === name)?.version ?? 0;
    if (version < newest) ledger.broken('text', `version ${newest} of ${name} of ${facts.id} was written, the server has ${version}`);
  }
}

/** What stays on the device beside what was sent. */
function checkOnDevice({ ledger, disk, plan }: World, facts: RecordingFacts): void {
  const stored = disk.recordings(facts.ownerId).get(facts.id);
  const notes = ledger.notes(facts.id);
  if (!stored || facts.purged) return;
  for (const [name, newest] of notes.texts) {
    const version = stored.texts.get(name)?.version ?? 0;
    if (version < newest) ledger.broken('text', `version ${newest} of ${name} of ${facts.id} was written, ${version} is on the device`);
  }
  const { savedMs, partial, failure } = stored.row;
  const looked = plan.evenly && !plan.sleeps && !notes.blurred && !partial && savedMs > LONG_ENOUGH_MS && plan.room === 'silent';
  if (looked && isSilent(facts) && !facts.wasSilent && !failure) ledger.broken('parked', `${facts.id} holds ${savedMs} ms of silence and nobody said so`);
}

function mostAnHour(timesMs: readonly number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < timesMs.length; last++) {
    while (timesMs[last]! - timesMs[first]! > HOUR_MS) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
