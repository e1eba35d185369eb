import { unlink } from 'node:fs/promises';
import type { Call, Fault } from './harness/faultproxy.ts';
import { expect, test } from './harness/matrix.ts';

// Everything that can go wrong on the way. Each recording ends archived exactly once and byte-identical once the way is
// free again, or is parked with the right words when our own API has said that it will never be taken.

/** How long the way takes for a request in the test of a network that comes and goes. */
const SLOW_MS = 400;
const PORTAL = '<!doctype html><title>Welcome to the hotel</title><form>Room number</form>';
const ours = (status: number, code: string, headers?: Record<string, string>): Fault => ({ kind: 'answer', status, code, ...(headers && { headers }) });
const foreign = (status: number, body = PORTAL, headers?: Record<string, string>): Fault => ({ kind: 'answer', status, body, ...(headers && { headers }) });
const s3 = (status: number, code: string, headers?: Record<string, string>): Fault => foreign(status, `<Error><Code>${code}</Code></Error>`, headers);

const PROBLEM = /Waiting.*The server had a problem · Trying again at \d/;
const BUSY = /Waiting.*The server was too busy · Trying again at \d/;
const REFUSED = /Waiting.*The server refused a part · Trying again at \d/;
const PORTAL_WORDS = /Waiting.*The network did not let it through · Waiting for the network/;
const NETWORK = /Waiting.*Waiting for the network/;
const SIGN_IN = /Waiting.*Sign in to send/;

/** What lasts until the way is free again, and what the list says meanwhile. */
const WAITS: [Call, string, Fault, RegExp][] = [
  ['presign', '400 of ours', ours(400, 'bad_request'), PROBLEM],
  ['presign', '400 of somebody', foreign(400), PORTAL_WORDS],
  ['presign', '401', ours(401, 'not_signed_in'), SIGN_IN],
  ['presign', '403 of ours', ours(403, 'cross_origin'), PROBLEM],
  ['presign', '403 of somebody', foreign(403), PORTAL_WORDS],
  ['presign', '404 of ours', ours(404, 'not_found'), PROBLEM],
  ['presign', '404 of somebody', foreign(404), PORTAL_WORDS],
  ['presign', '409 owner_mismatch', ours(409, 'owner_mismatch'), SIGN_IN],
  ['presign', '413 of somebody', foreign(413), PORTAL_WORDS],
  ['presign', '429 without Retry-After', foreign(429), BUSY],
  ['presign', '429 with Retry-After', foreign(429, '', { 'retry-after': '2' }), BUSY],
  ['presign', '500', ours(500, 'internal'), PROBLEM],
  ['presign', '502 of somebody', foreign(502), PROBLEM],
  ['presign', '503 of ours', ours(503, 'store_unavailable'), PROBLEM],
  ['presign', '507', foreign(507), PROBLEM],
  ['presign', "a captive portal's page with 200", foreign(200), PORTAL_WORDS],
  ['presign', "a captive portal's redirect", foreign(302, '', { location: 'http://localhost:9/login' }), NETWORK],
  ['presign', 'a connection cut before', { kind: 'cutBefore' }, NETWORK],
  ['presign', 'an answer that is lost', { kind: 'cutAfter' }, NETWORK],
  ['put', '400 BadDigest', s3(400, 'BadDigest'), REFUSED],
  ['put', '403 of the store', s3(403, 'AccessDenied'), REFUSED],
  ['put', '404 of the store', s3(404, 'NoSuchBucket'), REFUSED],
  ['put', '409 of the store', s3(409, 'ConditionalRequestConflict'), REFUSED],
  ['put', '413', foreign(413), REFUSED],
  ['put', '429', foreign(429), BUSY],
  ['put', '500', s3(500, 'InternalError'), REFUSED],
  ['put', '503 SlowDown', s3(503, 'SlowDown', { 'retry-after': '3' }), BUSY],
  ['put', '507', foreign(507), REFUSED],
  ['put', "a captive portal's page with 200", foreign(200), PORTAL_WORDS],
  ['put', "a captive portal's redirect", foreign(302, '', { location: 'http://localhost:9/login' }), NETWORK],
  ['put', 'a connection cut before', { kind: 'cutBefore' }, NETWORK],
  ['put', 'a connection cut in the middle', { kind: 'cutDuring' }, NETWORK],
  ['put', 'an answer that is lost', { kind: 'cutAfter' }, NETWORK],
  ['complete', '400 of ours without a listed reason', ours(400, 'bad_request'), PROBLEM],
  ['complete', '401', ours(401, 'not_signed_in'), SIGN_IN],
  ['complete', '409 owner_mismatch', ours(409, 'owner_mismatch'), SIGN_IN],
  ['complete', '413 of somebody', foreign(413), PORTAL_WORDS],
  ['complete', '413 body_too_large', ours(413, 'body_too_large'), PROBLEM],
  ['complete', '429 with Retry-After', ours(429, 'later', { 'retry-after': '2' }), BUSY],
  ['complete', '500', ours(500, 'internal'), PROBLEM],
  ['complete', '503', ours(503, 'store_unavailable'), PROBLEM],
  ['complete', "a captive portal's page with 200", foreign(200), PORTAL_WORDS],
  ['complete', 'a connection cut before', { kind: 'cutBefore' }, NETWORK],
  ['complete', 'a connection cut in the middle', { kind: 'cutDuring' }, NETWORK],
  ['complete', 'an answer that is lost', { kind: 'cutAfter' }, NETWORK],
];

for (const [call, name, fault, says] of WAITS) {
  test(`R21 B20 [OUT10] ${call} meets ${name}: it waits with the right words, then goes out once`, async ({ app, way, open, item, archivedOnce }) => {
    way.script((one) => (one === call ? fault : undefined));
    const [recording] = await open();
    await expect(item(recording!)).toContainText(says);
    way.script(() => undefined);
    await app.evaluate(() => dispatchEvent(new Event('online')));
    await archivedOnce(recording!);
    await expect(item(recording!)).toContainText('In the archive', { timeout: 15_000 });
  });
}

const differs = (segments: unknown): Fault => ({
  kind: 'answer',
  status: 409,
  body: JSON.stringify({ type: 'about:blank', title: '', status: 409, code: 'manifest_differs', manifestSha256: 'ab'.repeat(32), segments }),
  headers: { 'content-type': 'application/problem+json' },
});

/** What only a person can help with: our own API has said so, with a code of its own. */
const PARKS: [Call, Fault, string][] = [
  ['presign', ours(413, 'segment_too_large'), 'Failed: a part is too large for the server'],
  ['complete', ours(400, 'invalid_manifest'), 'Failed: the server does not understand it'],
  ['complete', ours(413, 'recording_too_long'), 'Failed: too long for the server'],
  ['complete', differs([]), 'Failed: the server holds a different version'],
];

for (const [call, fault, says] of PARKS) {
  test(`R21 [OUT10] ${call} is refused for good: "${says}", and the audio stays`, async ({ app, way, open, item }) => {
    way.script((one) => (one === call ? fault : undefined));
    const [recording] = await open();
    await expect(item(recording!)).toContainText(says);
    const kept = await app.evaluate(async (name) => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      return new Promise<number>((resolve) => {
        const count = db.transaction('segmentData').objectStore('segmentData').count();
        count.onsuccess = () => resolve(count.result);
      });
    }, `holdfast-${recording!.ownerId}`);
    expect(kept).toBe(recording!.segments.length);
  });
}

test('[OUT7] a segment that the server has lost before complete is sent again', async ({ way, open, item, archivedOnce, shared }) => {
  let lost = false;
  const recordings: Awaited<ReturnType<typeof open>> = [];
  way.script(async (call) => {
    if (call !== 'complete' || lost) return undefined;
    lost = true;
    const { ownerId, id, segments } = recordings[0]!;
    await unlink(`${shared.server.dataDir}/store/ingest/${ownerId}/${id}/00001-${segments[1]!.sha256}`);
    return undefined;
  });
  recordings.push(...(await open()));
  await archivedOnce(recordings[0]!);
  expect(lost).toBe(true);
  expect(way.calls().filter((call) => call === 'complete')).toHaveLength(2);
  await expect(item(recordings[0]!)).toContainText('In the archive', { timeout: 15_000 });
});

test('[OUT7] another manifest that lists the same segments is already there: sent', async ({ way, open, item }) => {
  const recordings: Awaited<ReturnType<typeof open>> = [];
  way.script((call) => (call === 'complete' ? differs(recordings[0]!.segments.map(({ seq, bytes, sha256 }) => ({ seq, bytes, sha256 }))) : undefined));
  recordings.push(...(await open()));
  await expect(item(recordings[0]!)).toContainText('Sent');
});

test('[OUT8] the question whether it is archived fails: it stays sent, and is asked again', async ({ way, open, item, archivedOnce }) => {
  way.script((call, nth) => (call === 'state' && nth <= 2 ? (nth === 1 ? foreign(200) : ours(500, 'internal')) : undefined));
  const [recording] = await open();
  await expect(item(recording!)).toContainText('Being checked by the archive');
  await archivedOnce(recording!);
  await expect(item(recording!)).toContainText('In the archive', { timeout: 30_000 });
});

test('B20 [OUT4] the clock was set back a day in mid-backoff: it does not wait a day', async ({ open, item, archivedOnce }) => {
  const retry = { attempts: 4, atMs: Date.now() + 86_400_000, code: 'server_error', remedy: 'retryAt' } as const;
  const [recording] = await open({ row: () => ({ retry }) });
  await archivedOnce(recording!);
  await expect(item(recording!)).toContainText('In the archive', { timeout: 15_000 });
});

test('B20 a hung request is given up after its time, and the rest goes on', async ({ way, open, item, archivedOnce }) => {
  way.script((call, nth) => (call === 'put' && nth === 1 ? { kind: 'hang' } : undefined));
  const [stuck, next] = await open({ count: 2 });
  await archivedOnce(next!);
  await expect(item(stuck!)).toContainText(/did not answer in time|Sent/, { timeout: 45_000 });
  await archivedOnce(stuck!);
});

test('B20 a network that comes and goes every two seconds: all of it arrives, once', async ({ app, way, open, archivedOnce }) => {
  let isUp = false;
  let flap: ReturnType<typeof setInterval> | undefined;
  const cut = new Set<string>();
  way.script(async (call) => {
    // It begins with the first thing that is sent, and spares the loading of the page.
    if (call === 'page' || (!flap && call !== 'presign')) return undefined;
    flap ??= setInterval(() => {
      isUp = !isUp;
      // As a browser tells of a cable that is in again; without that, what has met it down five times waits half a minute.
      if (isUp) void app.evaluate(() => dispatchEvent(new Event('online'))).catch(() => undefined);
    }, 2_000);
    // Slow enough that it takes several goes.
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    if (isUp) return undefined;
    cut.add(call);
    return { kind: 'cutBefore' };
  });
  try {
    const recordings = await open({ count: 3, chunksPerSegment: 1 });
    for (const recording of recordings) await archivedOnce(recording);
    expect([...cut]).toEqual(expect.arrayContaining(['presign', 'put']));
  } finally {
    clearInterval(flap);
  }
});
