import { expect, test } from './harness/matrix.ts';

// What the screen says of the network: by asking the server, not by the browser's word alone.

test('R24 B20 a network that does not let the server through is told from none, and its end sends what waits', async ({ app, way, open, item, archivedOnce }) => {
  way.script((call) => (call !== 'presign' && call !== 'health' ? undefined : { kind: 'answer', status: 200, body: '<html>Welcome to the hotel</html>' }));
  // It has failed so often that its own next try is minutes away: only the end of the trouble sends it.
  const [recording] = await open({ row: () => ({ retry: { attempts: 9, atMs: Date.now() + 280_000, code: 'network', remedy: 'waitForNetwork' } }) });
  const network = app.getByTestId('network');
  await expect(network).toContainText('The network wants a sign-in of its own', { timeout: 15_000 });
  expect(await app.evaluate(() => navigator.onLine)).toBe(true);
  await expect(app.getByRole('button', { name: 'Send now' })).toHaveAttribute('aria-disabled', 'true');
  await app.context().setOffline(true);
  await expect(network).toContainText('Offline');
  await app.context().setOffline(false);
  await expect(network).toContainText('The network wants a sign-in of its own', { timeout: 15_000 });
  // Nobody touches anything.
  way.script(() => undefined);
  await expect(network).toContainText('Online', { timeout: 15_000 });
  await archivedOnce(recording!);
  await expect(item(recording!)).toContainText('In the archive', { timeout: 15_000 });
});

test('R24 a check that fails now and then does not make the screen flap', async ({ app, way, open }) => {
  let checks = 0;
  way.script((call) => (call === 'health' && ++checks % 2 === 0 ? { kind: 'cutBefore' } : undefined));
  await open({ count: 0 });
  const network = app.getByTestId('network');
  await expect(network).toContainText('Online');
  await app.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const line = document.querySelector('[data-testid=network]')!;
    new MutationObserver(() => seen.push(line.textContent)).observe(line, { childList: true, characterData: true, subtree: true });
    // Looks again at once, as when somebody comes back to the page.
    setInterval(() => document.dispatchEvent(new Event('visibilitychange')), 100);
  });
  await expect.poll(() => checks, { timeout: 20_000 }).toBeGreaterThan(20);
  expect(await app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([]);
});

test('R40 the device keeps one JSON line for every operation, and nothing private in it', async ({ app, open, archivedOnce, item }) => {
  const [recording] = await open({ uncut: false });
  await archivedOnce(recording!);
  await expect(item(recording!)).toContainText('In the archive', { timeout: 15_000 });
  const lines = await app.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const request = indexedDB.open('holdfast');
        request.onsuccess = () => {
          const read = request.result.transaction('telemetry').objectStore('telemetry').getAll();
          read.onsuccess = () => resolve((read.result as { line: string }[]).map(({ line }) => line));
        };
      }),
  );
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const name of ['sync_started', 'upload_started', 'upload_segment_sent', 'upload_completed', 'upload_archived', 'sync_finished', 'flags_loaded']) {
    expect(events.map(({ event }) => event)).toContain(name);
  }
  for (const { timestamp, level } of events) {
    expect(new Date(timestamp as string).toISOString()).toBe(timestamp);
    expect(['info', 'warn', 'error']).toContain(level);
  }
  expect(events.find(({ event }) => event === 'upload_completed')).toMatchObject({ recordingId: recording!.id, userId: recording!.ownerId, duration: 3, size: expect.any(Number) });
  expect(lines.join('\n')).not.toMatch(/@|doctor|Amz|sid=/);
});
