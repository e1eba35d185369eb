import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { archivedRecordings, archiveProblems, storeKeys } from '../harness/archive.ts';
import { startDevice, type Device } from '../harness/device.ts';
import { startFaultProxy, type FaultProxy } from '../harness/faultproxy.ts';
import { signInContext } from '../harness/seed.ts';
import { startTestServer } from '../harness/server.ts';
import { appOn, signIn } from '../screens/app.ts';
import type { RoundPlan } from './plan.ts';
import { killOnce, notListed } from './round.ts';
import { watchScreen } from './screenlog.ts';
import { listen } from './sound.ts';
import { judge, strangers, type Found, type Round, type Verdict } from './verdict.ts';

/** Longer than any recording of a plan, with all that it waits for. */
const TONES_S = 60;
const SETTLED_WITHIN_MS = 90_000;

export interface ProfileSetting {
  /** Of the first round, counted over the whole run. */
  firstNumber: number;
  /** Where the log goes, and the state of device and archive when a promise was broken. */
  evidenceDir: string;
  /** Any page: audio is decoded in it. */
  decoder: Page;
  say(line: string): void;
}

export interface ProfileResult {
  verdicts: Verdict[];
  /** What is wrong and belongs to no round. */
  faults: string[];
}

/** Kills one browser profile as often as `plans` has rounds, lets it send everything, and compares the archive with the log. Never rejects for what the app did. */
export async function killProfile(plans: readonly RoundPlan[], setting: ProfileSetting): Promise<ProfileResult> {
  const { firstNumber, evidenceDir } = setting;
  const server = await startTestServer();
  const way = await startFaultProxy(server.url);
  const device = await startDevice({ seconds: TONES_S, viewport: { width: 1280, height: 900 } });
  const logFile = join(evidenceDir, 'screen.ndjson');
  const stateDir = join(evidenceDir, `from-${firstNumber}`);
  await mkdir(evidenceDir, { recursive: true });
  const rounds: Round[] = [];
  const faults: string[] = [];
  let found: Found[] = [];
  /** Whatever goes wrong, what comes after it is still done: above all the comparison. */
  const step = async (name: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    await device.close();
  };
  // A device has to have been signed in once before it can be used without a network.
  await step('first start', async () => void (await signIn(await device.open(way.url), way.url, 'doctor@example.org')));
  for (const [i, plan] of plans.entries()) {
    const number = firstNumber + i;
    await step(`kill ${number}`, async () => {
      const round = await killOnce(plan, { device, way, logFile, number, earlier: rounds });
      rounds.push(round);
      setting.say(`kill ${number}: ${plan.moment}, ${plan.online ? 'online' : 'offline'}${plan.pauseAtS === null ? '' : ', after a pause'}; the list showed ${lastStates(round)}`);
      await cp(join(device.profileDir, 'Default', 'IndexedDB'), join(stateDir, `kill-${number}`), { recursive: true });
    });
  }
  await step('sending at the end', async () => void faults.push(...(await sendAll(device, way, logFile, rounds))));
  await step('comparing', async () => {
    found = await Promise.all((await archivedRecordings(server.dataDir)).map((archived) => listen(setting.decoder, archived)));
    faults.push(...(await faultsOfStore(server.dataDir, rounds, found)));
  });
  const verdicts = rounds.map((round) => judge(round, found));
  if (faults.length > 0 || verdicts.some((verdict) => verdict.faults.length > 0)) {
    await cp(server.dataDir, join(stateDir, 'server'), { recursive: true });
    await cp(device.profileDir, join(stateDir, 'profile'), { recursive: true });
    setting.say(`a promise is broken; the evidence is in ${stateDir}`);
  } else {
    await rm(stateDir, { recursive: true, force: true });
  }
  await device.dispose();
  await way.close();
  await server.dispose();
  return { verdicts, faults };
}

/** The states that the list showed last, oldest recording first. */
function lastStates({ notes }: Round): string {
  const last = notes.findLast((note) => note.kind === 'list');
  return last ? last.items.map(({ state }) => state).toReversed().join(' ') : 'nothing';
}

/** Opens the app with a network and somebody signed in, and does nothing else: everything goes out by itself. */
async function sendAll(device: Device, way: FaultProxy, logFile: string, rounds: readonly Round[]): Promise<string[]> {
  await device.start();
  const log = await watchScreen(device.context(), logFile, 0);
  way.script(() => undefined);
  await signInContext(device.context(), way.url);
  await appOn(await device.open(way.url));
  const faults = await notListed(log, rounds);
  const deadlineMs = Date.now() + SETTLED_WITHIN_MS;
  const unsettled = () => log.list().filter(({ state }) => state !== 'archived' && state !== 'empty');
  while (unsettled().length > 0 && Date.now() < deadlineMs) await wait(100);
  if (unsettled().length > 0) faults.push(`not archived within ${SETTLED_WITHIN_MS / 1000} s: ${JSON.stringify(unsettled())}`);
  return faults;
}

async function faultsOfStore(dataDir: string, rounds: readonly Round[], found: readonly Found[]): Promise<string[]> {
  const problems = await archiveProblems(dataDir);
  const numbers = (await storeKeys(dataDir, 'ingest/')).flatMap((key) => /^(.*\/\d{5})-/.exec(key)?.[1] ?? []);
  const twice = numbers.filter((number, i) => numbers.indexOf(number) !== i);
  return [
    ...problems.map(({ recordingId, code, detail }) => `recording ${recordingId} has the problem ${code} (${detail})`),
    ...twice.map((number) => `segment ${number} was stored with two contents`),
    ...strangers(rounds, found).map(({ recordingId }) => `recording ${recordingId} is archived, and nobody has pressed Record for it`),
  ];
}
