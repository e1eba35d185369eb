import { waitForArchive } from './harness/archive.ts';
import { expect, listen, test } from './harness/fixtures.ts';
import { appOn, signIn } from './screens/app.ts';

// A dead battery: SIGKILL of every process of the browser in the middle of a recording.

interface Stamped {
  recorderStartedAtMs: number;
}

/** Notes when the microphone began to be recorded. */
function stampStart(): void {
  const start = MediaRecorder.prototype.start;
  MediaRecorder.prototype.start = function (sliceMs) {
    (globalThis as unknown as Stamped).recorderStartedAtMs = Date.now();
    start.call(this, sliceMs);
  };
}

test('R4 [CAP2] the browser is killed twice in mid-recording: nothing that was shown as saved is missing', async ({ server, newDevice, page }) => {
  const device = await newDevice({ seconds: 20, scripts: [stampStart] });
  let app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  const kills: { shownMs: number; heardMs: number }[] = [];
  for (const seconds of [6, 9]) {
    await app.record();
    await app.waitForSaved(seconds * 1000);
    const startedAtMs = await app.page.evaluate(() => (globalThis as unknown as Stamped).recorderStartedAtMs);
    const shownMs = await app.savedMs();
    await device.kill();
    kills.push({ shownMs, heardMs: Date.now() - startedAtMs });
    await device.start();
    await device.setOffline(true);
    // It opens without a network and lists what it has, marked partial, without being asked.
    app = await appOn(await device.open(server.url));
    await expect((await app.items()).filter({ hasText: 'Partial' })).toHaveCount(kills.length);
    await app.page.goto(server.url);
  }
  await device.setOffline(false);
  // A browser that is killed soon after the sign-in may have forgotten the cookie. It has not forgotten the audio.
  await signIn(app.page, server.url, 'doctor@example.org');

  const archived = await waitForArchive(server.dataDir, { count: 2 });
  const inOrder = archived.toSorted((a, b) => a.record.startedAtMs - b.record.startedAtMs);
  for (const [i, recording] of inOrder.entries()) {
    const { durationS } = await listen(page, recording);
    expect(durationS * 1000).toBeGreaterThanOrEqual(kills[i]!.shownMs - 20);
    expect(kills[i]!.heardMs - durationS * 1000).toBeLessThanOrEqual(1_000);
    expect(recording.record.partial).toBe(true);
  }
});
