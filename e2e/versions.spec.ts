import { archivedRecordings, waitForArchive } from './harness/archive.ts';
import { startFaultProxy } from './harness/faultproxy.ts';
import { expect, listen } from './harness/fixtures.ts';
import { startTestServer } from './harness/server.ts';
import { appOn, signIn } from './screens/app.ts';
import { GAIN_DB, NEWER_VERSION, ROOM } from './versions/changes.ts';
import { fetchedUpdate, receivedManifest, runningBuild, stored, workerTakesOver } from './versions/device.ts';
import { test } from './versions/fixture.ts';

// A release is deployed, records, and is rolled back: on one device, at one address, with the updates of a real browser.

test('R4 B20 [VER1, VER2, VER6, VER7] what a newer build has recorded is recovered, listed and sent by the build before it, and the newer one goes on', async ({ builds, newDevice, page }) => {
  const server = await startTestServer({ dist: builds.newer });
  const way = await startFaultProxy(server.url);
  try {
    const device = await newDevice();
    const inArchive = async (app: Awaited<ReturnType<typeof appOn>>) => (await app.items()).filter({ hasText: 'In the archive' });

    // The newer build is on the device. The older one is deployed again: the browser has it, and waits for the last page to close.
    let app = await signIn(await device.open(way.url), way.url, 'doctor@example.org');
    await server.restart(builds.older);
    await fetchedUpdate(app.page);
    await appOn(app.page);
    expect(await runningBuild(app.page)).toBe('newer');

    // One recording is stopped and sealed off, one is cut short, neither is sent.
    await device.setOffline(true);
    await app.record();
    await app.waitForSaved(2_000);
    await app.pause();
    const pausedAtS = (await app.savedMs()) / 1000;
    await app.resume();
    await app.waitForSaved(pausedAtS * 1000 + 2_000);
    const stoppedMs = await app.stop();
    // Sealing off comes with the next try to send.
    await expect.poll(async () => (await stored(app.page)).manifests.length, { timeout: 30_000 }).toBe(1);
    await app.record();
    await app.waitForSaved(3_000);
    const cutShortMs = await app.savedMs();
    const before = await stored(app.page);
    const [first, second] = before.recordings.map(({ id }) => id) as [string, string];
    expect(before).toMatchObject({ version: 40, byState: { waiting: 1, recording: 1 } });
    await app.page.close({ runBeforeUnload: false });
    await workerTakesOver(device.context(), 'older');

    // The older build opens what it finds, without a network: it recovers, lists and seals off.
    app = await appOn(await device.open(way.url));
    expect(await runningBuild(app.page)).toBe('older');
    const items = await app.items();
    await expect(items).toHaveCount(2);
    await expect(items.filter({ hasText: 'Partial' })).toHaveCount(1);
    await expect.poll(async () => (await stored(app.page)).manifests.length, { timeout: 30_000 }).toBe(2);
    const frozen = (await stored(app.page)).manifests;

    // Its worker sends one of the two with no page open, after the device was off; what it says of the other gets lost.
    await device.close();
    way.script((call, nth) => (call === 'complete' && nth > 1 ? { kind: 'cutBefore' } : undefined));
    await device.start();
    await waitForArchive(server.dataDir);
    await expect.poll(() => way.calls().filter((call) => call === 'complete').length).toBeGreaterThan(1);
    expect(await archivedRecordings(server.dataDir)).toHaveLength(1);
    await workerTakesOver(device.context(), 'older');
    expect(device.context().pages().map((each) => each.url())).toEqual(['about:blank']);

    // Its page sends the other one, and records and sends one of its own.
    way.script(() => undefined);
    app = await appOn(await device.open(way.url));
    expect(await runningBuild(app.page)).toBe('older');
    await waitForArchive(server.dataDir, { count: 2 });
    await app.record();
    await app.waitForSaved(1_000);
    await app.stop();
    await waitForArchive(server.dataDir, { count: 3 });
    await expect(await inArchive(app)).toHaveCount(3);

    // Each manifest came as it was frozen, with the fields of the build that froze it.
    const received = [await receivedManifest(server.dataDir, first), await receivedManifest(server.dataDir, second)];
    expect(received).toEqual([first, second].map((id) => frozen.find(({ recordingId }) => recordingId === id)));
    expect(received[0]).toEqual(before.manifests[0]);
    expect(JSON.parse(received[0]!.text)).toMatchObject({ room: ROOM, appVersion: NEWER_VERSION, takes: [{ gainDb: GAIN_DB }, { gainDb: GAIN_DB }] });
    expect(JSON.parse(received[1]!.text)).toMatchObject({ appVersion: NEWER_VERSION, partial: true, takes: [{ ended: 'recovered' }] });
    expect(Object.keys(JSON.parse(received[1]!.text) as object)).not.toContain('room');

    // The newer build is deployed again, with everything as it has left it.
    await server.restart(builds.newer);
    await fetchedUpdate(app.page);
    await app.page.close();
    await workerTakesOver(device.context(), 'newer');
    app = await appOn(await device.open(way.url));
    expect(await runningBuild(app.page)).toBe('newer');
    await expect(await inArchive(app)).toHaveCount(3);
    await app.page.goto(way.url);
    await app.record();
    await app.waitForSaved(1_000);
    await app.stop();
    const archived = await waitForArchive(server.dataDir, { count: 4 });
    await expect(await inArchive(app)).toHaveCount(4);

    const after = await stored(app.page);
    const [, , third, fourth] = after.recordings.map(({ id }) => id) as [string, string, string, string];
    expect(after).toMatchObject({ version: 40, byState: { archived: 4 }, recordings: [{ id: first, room: ROOM }, { id: second, room: ROOM }, {}, { room: ROOM }] });
    expect(after.recordings[2]).not.toHaveProperty('room');
    expect(after.deviceTables).toContain('drafts');
    expect(after.places.map(({ recordingId, label }) => [recordingId, label]).toSorted()).toEqual([first, second, fourth].map((id) => [id, 'begun']).toSorted());
    expect(after.takes.filter(({ gainDb }) => gainDb === GAIN_DB).map(({ recordingId }) => recordingId).toSorted()).toEqual([first, first, second, fourth].toSorted());

    // And every one of them is whole.
    const soundOf = (id: string) => archived.find(({ recordingId }) => recordingId === id)!;
    const heard = await listen(page, soundOf(first), { cutsAtS: [pausedAtS] });
    expect(Math.abs(heard.durationS - stoppedMs / 1000)).toBeLessThanOrEqual(0.3);
    expect((await listen(page, soundOf(second))).durationS).toBeGreaterThanOrEqual(cutShortMs / 1000 - 0.05);
    for (const id of [third, fourth]) await listen(page, soundOf(id));
    expect(archived.map(({ record }) => record.partial).filter(Boolean)).toHaveLength(1);
  } finally {
    await way.close();
    await server.dispose();
  }
});
