import { expect, test } from './harness/fixtures.ts';
import { scanProfile } from './harness/profile.ts';
import { appOn, signIn } from './screens/app.ts';

// What a lost phone gives away, and what the disk is asked to promise.

interface Spied {
  spiedIvs: { key: number; iv: string }[];
  spiedWrites: { name: string; durability: string }[];
}

/** Notes every seal and every transaction of the page, and lets every fifth write of a chunk fail. */
function spy(): void {
  const notes = globalThis as unknown as Spied;
  notes.spiedIvs = [];
  notes.spiedWrites = [];
  const keys = new Map<CryptoKey, number>();
  const encrypt = SubtleCrypto.prototype.encrypt;
  SubtleCrypto.prototype.encrypt = function (algorithm, key, data) {
    if ((algorithm as AesGcmParams).name === 'AES-GCM') {
      if (!keys.has(key)) keys.set(key, keys.size);
      notes.spiedIvs.push({ key: keys.get(key)!, iv: String(new Uint8Array((algorithm as AesGcmParams).iv as ArrayBuffer)) });
    }
    return encrypt.call(this, algorithm, key, data);
  };
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    const opened = transaction.call(this, names, mode, options);
    if (mode === 'readwrite') notes.spiedWrites.push({ name: this.name, durability: opened.durability });
    return opened;
  };
  let adds = 0;
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (value, key) {
    if (this.name === 'chunks' && ++adds % 5 === 0) throw new DOMException('as if the disk were full', 'QuotaExceededError');
    return add.call(this, value, key);
  };
}

/** The control: the same app without the seal. The tag's 16 bytes are there, the secret is not. */
function withoutSeal(): void {
  const encrypt = SubtleCrypto.prototype.encrypt;
  SubtleCrypto.prototype.encrypt = function (algorithm, key, data) {
    if ((algorithm as AesGcmParams).name !== 'AES-GCM') return encrypt.call(this, algorithm, key, data);
    const plain = new Uint8Array(data as ArrayBuffer);
    const open = new Uint8Array(plain.byteLength + 16);
    open.set(plain);
    return Promise.resolve(open.buffer);
  };
}

test('R4 [STR5, CAP3] every write is strict, and no IV repeats under a key over pauses, failed writes and crashes', async ({ server, newDevice }) => {
  const device = await newDevice({ seconds: 20, scripts: [spy] });
  const notes = async (app: Awaited<ReturnType<typeof signIn>>) => app.page.evaluate(() => ({ ivs: (globalThis as unknown as Spied).spiedIvs, writes: (globalThis as unknown as Spied).spiedWrites }));
  const check = ({ ivs, writes }: Awaited<ReturnType<typeof notes>>, takes: number) => {
    expect(new Set(ivs.map(({ key }) => key)).size).toBe(takes);
    expect(new Set(ivs.map(({ key, iv }) => `${key}:${iv}`)).size).toBe(ivs.length);
    expect(new Set(writes.map(({ durability }) => durability))).toEqual(new Set(['strict']));
  };
  const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
  await device.setOffline(true);
  await app.record();
  await app.waitForSaved(2_000);
  await app.pause();
  await app.resume();
  await app.waitForSaved(4_000);
  const first = await notes(app);
  check(first, 2);
  expect(first.ivs.length).toBeGreaterThan(12);
  expect(first.writes.filter(({ name }) => name.startsWith('holdfast-')).length).toBeGreaterThan(12);
  await device.kill();

  // After a crash there is no old key to repeat anything under: the next take has one of its own.
  await device.start();
  await device.setOffline(true);
  const again = await device.open(server.url);
  const restarted = await appOn(again);
  await restarted.record();
  await restarted.waitForSaved(1_500);
  await restarted.stop();
  check(await notes(restarted), 1);
});

for (const sealed of [true, false]) {
  test(`[SEA3] ${sealed ? 'the profile of a closed browser holds no readable audio' : 'control: with sealing switched off the same scan finds it'}`, async ({ server, newDevice }) => {
    const device = await newDevice({ seconds: 20, scripts: sealed ? [] : [withoutSeal] });
    const app = await signIn(await device.open(server.url), server.url, 'doctor@example.org');
    await device.setOffline(true);
    await app.record();
    await app.waitForSaved(4_000);
    await app.pause();
    await app.resume();
    await app.waitForSaved(6_000);
    await app.stop();
    await device.close();
    const findings = await scanProfile(device.profileDir);
    if (sealed) expect(findings).toEqual([]);
    else expect(findings.map(({ what }) => what)).toContain('WebM header');
  });
}
