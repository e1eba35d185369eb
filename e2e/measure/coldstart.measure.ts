import { expect, test } from '../harness/fixtures.ts';
import { appOn, signIn } from '../screens/app.ts';

// How long somebody without a network waits from tapping the icon to a Record button that records: a browser that has just been
// started, on a computer and slowed down to a fourth, as a cheap phone is. What the page itself does is slowed down; the browser's
// own start and its worker are not.

const STARTS = 15;
const SLOWER = 4;

/** Resolves to the milliseconds from the navigation to a Record button that can be tapped. */
const usableMs = () =>
  new Promise<number>((resolve) => {
    const look = (): void => {
      const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Record');
      if (button && button.ariaDisabled !== 'true' && !button.disabled) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });

/** How long a fixed piece of work takes in the page: by it one sees whether the page is slowed down. */
const workMs = () => {
  const from = performance.now();
  let sum = 0;
  for (let i = 0; i < 20_000_000; i++) sum = (sum + i) % 1_000_003;
  return performance.now() - from + (sum > 0 ? 0 : 1);
};

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

test('an offline cold start', async ({ server, device }) => {
  await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  const waits: Record<number, number[]> = { 1: [], [SLOWER]: [] };
  const works: Record<number, number[]> = { 1: [], [SLOWER]: [] };
  for (let i = 0; i < STARTS; i++) {
    for (const rate of [1, SLOWER]) {
      await device.close();
      await device.start();
      await device.setOffline(true);
      const page = await device.open('about:blank');
      const cdp = await device.context().newCDPSession(page);
      await cdp.send('Emulation.setCPUThrottlingRate', { rate });
      await page.goto(server.url, { waitUntil: 'commit' });
      waits[rate]!.push(await page.evaluate(usableMs));
      works[rate]!.push(await page.evaluate(workMs));
      // Usable means that it records.
      const app = await appOn(page);
      await app.record();
      await app.waitForSaved(500);
      await app.stop();
    }
  }
  const row = (rate: number) => ({
    'CPU': rate === 1 ? 'as it is' : `${rate} x slower (measured: ${(middle(works[rate]!) / middle(works[1]!)).toFixed(1)} x)`,
    'median ms': Math.round(middle(waits[rate]!)),
    'most ms': Math.round(Math.max(...waits[rate]!)),
    starts: waits[rate]!.length,
  });
  console.table([row(1), row(SLOWER)]);
  expect(waits[SLOWER]).toHaveLength(STARTS);
});
