import type { BrowserContext, Page } from '@playwright/test';
import { backgroundSyncFlags } from './harness/browser.ts';
import { waitForArchive } from './harness/archive.ts';
import { startFaultProxy, type Call, type FaultProxy } from './harness/faultproxy.ts';
import { test as withDevices } from './harness/fixtures.ts';
import { expect, test } from './harness/matrix.ts';
import { seed, signInContext } from './harness/seed.ts';
import { startTestServer } from './harness/server.ts';

// Whoever sends is killed at every step, before the server has seen it and after it has done it, and whoever comes next finishes.

const STEPS: [Call, number][] = [
  ['presign', 1],
  ['put', 1],
  ['put', 3],
  ['complete', 1],
];

/** Lets the n-th call of a kind hang, and resolves when it is there. */
function hangAt(way: FaultProxy, call: Call, nth: number, kind: 'hang' | 'hangAfter'): Promise<void> {
  return new Promise((resolve) => {
    way.script((one, count) => {
      if (one !== call || count !== nth) return undefined;
      resolve();
      return { kind };
    });
  });
}

/** Wakes the worker for a sync, as Chromium does, with no page of the app open. */
async function fireSync(context: BrowserContext, blank: Page, origin: string): Promise<void> {
  const session = await context.newCDPSession(blank);
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (ours) resolve(ours.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag: 'workbox-background-sync:outbox', lastChance: false });
}

for (const [call, nth] of STEPS) {
  for (const kind of ['hang', 'hangAfter'] as const) {
    const when = kind === 'hang' ? 'before the server saw it' : 'after the server did it';

    test(`B20 [OUT11] the page is killed at ${call} ${nth} ${when}: the next page finishes`, async ({ app, way, open, archivedOnce }) => {
      const there = hangAt(way, call, nth, kind);
      const [recording] = await open({ chunksPerSegment: 3 });
      await there;
      const { url } = way;
      const context = app.context();
      await app.close({ runBeforeUnload: false });
      way.script(() => undefined);
      await (await context.newPage()).goto(url);
      await archivedOnce(recording!);
    });

    test(`B20 [OUT11] the worker is killed at ${call} ${nth} ${when}: the next page finishes`, async ({ app, way, archivedOnce }) => {
      const context = app.context();
      await app.goto(way.url);
      await app.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await app.goto('about:blank');
      const planting = await context.newPage();
      await planting.goto(`${way.url}/favicon.svg`);
      const [recording] = await seed(planting, way.url, { chunksPerSegment: 3 });
      await planting.close();

      const there = hangAt(way, call, nth, kind);
      await fireSync(context, app, way.url);
      await there;
      const session = await context.newCDPSession(app);
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      way.script(() => undefined);
      await app.goto(way.url);
      await archivedOnce(recording!);
    });
  }
}

withDevices('R20 B20 the server is down for longer than a try and up again, with the tab closed: it arrives', async ({ server, newDevice }) => {
  const device = await newDevice({ args: backgroundSyncFlags({ initialRetryS: 1, minRecoveryS: 1 }) });
  const way = await startFaultProxy(server.url);
  try {
    await signInContext(device.context(), way.url);
    const page = await device.open(`${way.url}/favicon.svg`);
    await seed(page, way.url);
    way.script((call) => (call === 'presign' ? { kind: 'cutBefore' } : undefined));
    await page.goto(way.url);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await expect.poll(() => way.calls().filter((call) => call === 'presign').length).toBeGreaterThan(0);
    await page.close();
    way.script((call) => (call === 'page' ? undefined : { kind: 'cutBefore' }));
    // The worker tries in vain, at least twice, with nobody there.
    await expect.poll(() => way.calls().filter((call) => call === 'presign').length, { timeout: 60_000 }).toBeGreaterThan(1);
    way.script(() => undefined);
    expect(await waitForArchive(server.dataDir)).toHaveLength(1);
  } finally {
    await way.close();
  }
});

for (const days of [1, -1]) {
  withDevices(`B20 the server's clock is a day ${days > 0 ? 'ahead' : 'behind'}: it makes no difference`, async ({ newDevice }) => {
    const shift = `const real = Date; globalThis.Date = class extends real { constructor(...a) { a.length ? super(...a) : super(real.now() + ${days * 86_400_000}); } static now() { return real.now() + ${days * 86_400_000}; } };`;
    const server = await startTestServer({ env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shift)}` } });
    try {
      const device = await newDevice();
      await signInContext(device.context(), server.url);
      const page = await device.open(`${server.url}/favicon.svg`);
      const answer = await page.request.get(`${server.url}/api/health`);
      const { serverTimeMs } = (await answer.json()) as { serverTimeMs: number };
      expect(Math.abs(serverTimeMs - Date.now() - days * 86_400_000)).toBeLessThan(60_000);
      const [recording] = await seed(page, server.url);
      await page.goto(`${server.url}/recordings`);
      expect(await waitForArchive(server.dataDir)).toMatchObject([{ recordingId: recording!.id }]);
      await expect(page.locator(`li[data-recording-id="${recording!.id}"]`)).toContainText('In the archive', { timeout: 15_000 });
    } finally {
      await server.dispose();
    }
  });
}

test('B20 names cannot be resolved any more: it waits for the network, then goes out', async ({ app, open, item, archivedOnce }) => {
  await app.route(/\/api\/uploads/, (route) => route.abort('namenotresolved'));
  const [recording] = await open();
  await expect(item(recording!)).toContainText('Waiting for the network');
  await app.unroute(/\/api\/uploads/);
  await app.evaluate(() => dispatchEvent(new Event('online')));
  await archivedOnce(recording!);
});
