import { setTimeout as wait } from 'node:timers/promises';
import type { Device } from '../harness/device.ts';
import type { FaultProxy } from '../harness/faultproxy.ts';
import { signInContext } from '../harness/seed.ts';
import { appOn, type AppScreen } from '../screens/app.ts';
import type { RoundPlan } from './plan.ts';
import { watchScreen, type ScreenLog } from './screenlog.ts';
import { shownIn, type Round } from './verdict.ts';

export interface RoundSetting {
  device: Device;
  /** What is between the device and the server. */
  way: FaultProxy;
  /** The file of the log outside of the browser. */
  logFile: string;
  number: number;
  /** The rounds before it on the same profile. */
  earlier: readonly Round[];
}

/** Sending may be over with fewer requests than the plan waits for. */
const LAST_CALL_MS = 2_000;
const LISTED_WITHIN_MS = 15_000;

/** Starts the browser, does what the plan says and kills it. Rejects when the app cannot be used as planned; the browser may then still run. */
export async function killOnce(plan: RoundPlan, setting: RoundSetting): Promise<Round> {
  const { device, way, number, earlier } = setting;
  way.script(() => undefined);
  await device.start();
  const browser = device.context();
  // What the page said before the kill may still be on its way when the processes are gone.
  const gone = new Promise<void>((resolve) => browser.once('close', () => resolve()));
  const log = await watchScreen(browser, setting.logFile, number);
  await device.setOffline(!plan.online);
  // What the browser knew of a sign-in shortly before the last kill it may have forgotten.
  if (plan.online) await signInContext(browser, way.url);
  const round: Round = { number, moment: plan.moment, online: plan.online, recordedAtMs: null, killedAtMs: 0, notes: log.notes, cutsAtS: [], faults: [] };

  if (plan.moment === 'opening') {
    const page = await browser.newPage();
    page.goto(way.url).catch(() => undefined);
    await wait(plan.delayMs);
  } else {
    const app = await appOn(await device.open(way.url));
    round.faults.push(...(await notListed(log, earlier)));
    round.recordedAtMs = Date.now();
    await untilTheMoment(app, plan, round);
    await intoTheMoment(app, plan, setting);
  }
  await device.kill();
  round.killedAtMs = Date.now();
  await gone;
  return round;
}

/** Waits until the list shows every earlier recording with all that was called saved of it; resolves to what is wrong if it never does. */
export async function notListed(log: ScreenLog, earlier: readonly Round[]): Promise<string[]> {
  const lacking = (): Round[] =>
    earlier.filter((round) => {
      const item = log.list().find(({ startedAtMs }) => round.recordedAtMs !== null && startedAtMs >= round.recordedAtMs && startedAtMs <= round.killedAtMs);
      const shownS = shownIn(round);
      return shownS > 0 && (!item || item.seconds < Math.floor(shownS) || item.state === 'empty');
    });
  const deadlineMs = Date.now() + LISTED_WITHIN_MS;
  while (lacking().length > 0 && Date.now() < deadlineMs) await wait(50);
  return lacking().map((round) => `after a restart the list lacks what was called saved in round ${round.number}: ${JSON.stringify(log.list())}`);
}

async function untilTheMoment(app: AppScreen, { moment, seconds, pauseAtS }: RoundPlan, round: Round): Promise<void> {
  if (moment === 'just recorded') return;
  await app.record();
  if (pauseAtS !== null) {
    await app.waitForSaved(pauseAtS * 1000);
    await app.pause();
    round.cutsAtS.push((await app.savedMs()) / 1000);
    await app.resume();
  }
  await app.waitForSaved(seconds * 1000);
}

/** Sets off what the kill is to interrupt, and resolves when it is time. */
async function intoTheMoment(app: AppScreen, plan: RoundPlan, { device, way }: RoundSetting): Promise<void> {
  // Not waited for: the kill may come before the button has done anything.
  const press = (name: string): void => void app.page.getByRole('button', { name, exact: true }).click().catch(() => undefined);
  if (plan.moment === 'just recorded') press('Record');
  if (plan.moment === 'paused') press('Pause');
  if (plan.moment === 'stopping') press('Stop');
  if (plan.moment === 'sending') {
    const reached = hangAt(way, plan.call);
    await app.stop();
    if (!plan.online) {
      await signInContext(device.context(), way.url);
      await device.setOffline(false);
    }
    await Promise.race([reached, wait(LAST_CALL_MS)]);
  }
  await wait(plan.delayMs);
}

/** Lets one request of those that send something go unanswered, and resolves when it is there. */
function hangAt(way: FaultProxy, { nth, done }: RoundPlan['call']): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    way.script((call) => {
      const sends = call === 'presign' || call === 'put' || call === 'complete' || call === 'state';
      if (!sends || ++seen !== nth) return undefined;
      resolve();
      return { kind: done ? 'hangAfter' : 'hang' };
    });
  });
}
