import { afterEach, expect, test } from 'vitest';
import { recorderBench, until } from '../../../test/bench/recorder.ts';
import { clusterAt, simpleBlock, webmHeader } from '../../../test/build/webmelements.ts';
import { concat } from '../bytes.ts';
import { Failure } from '../failures.ts';
import { gapUntil, type Session } from './session.ts';

// What the interruption machine decides, done by the recorder on the real store.

const { bench, chunks, recording } = recorderBench(afterEach);

type Bench = Awaited<ReturnType<typeof bench>>;

const phase = (b: Bench, wanted: string) => until(() => b.recorder.view().phase === wanted);

async function stopped(b: Bench) {
  await b.recorder.stop();
  const [row] = await b.rows();
  return { row: row!, takes: await b.device.store.takes(row!.id), gaps: await b.device.store.gaps(row!.id) };
}

test('[CAP9] B1 a lost microphone ends the take; the recording goes on in a new one, and the gap says when and why', async () => {
  const b = await recording();
  b.pass(2_000);
  const lostAtMs = b.device.clock.nowMs();
  b.mic.signal('ended');
  await until(() => b.recorder.view().takes.length === 2);
  expect(b.recorder.view()).toMatchObject({ phase: 'recording', fault: null, interruption: null });
  for (const chunk of chunks) b.mic.slice(chunk);
  const { row, takes, gaps } = await stopped(b);
  expect(row).toMatchObject({ state: 'waiting', partial: false });
  expect(takes.map(({ ended }) => ended)).toEqual(['fault', 'stop']);
  expect(gaps).toMatchObject([{ afterTake: 0, startedAtMs: lostAtMs, endedAtMs: lostAtMs, cause: 'ended' }]);
  expect(await b.heard(row.id)).toEqual([concat(chunks), concat(chunks)]);
  expect([b.mic.opened(), b.mic.closed()]).toEqual([2, 2]);
});

test('[CAP9] B1 a mute of two seconds is a gap from its beginning', async () => {
  const b = await recording();
  const mutedAtMs = b.device.clock.nowMs();
  b.mic.signal('mute');
  b.pass(3_000);
  await until(() => b.recorder.view().takes.length === 2);
  const { gaps } = await stopped(b);
  expect(gaps).toMatchObject([{ startedAtMs: mutedAtMs, cause: 'muted' }]);
  expect(gaps[0]!.endedAtMs - mutedAtMs).toBeGreaterThanOrEqual(2_000);
});

test('[CAP9] B1 a gap that is reckoned to have begun in the fraction of a millisecond is stored in whole ones: no row takes others', () => {
  const gap = { afterTake: 0, cause: 'asleep' as const, sinceMs: 1_700_000_000_000.4 };
  expect(gapUntil({ gap } as Session, 1_700_000_000_000)).toEqual({ afterTake: 0, cause: 'asleep', startedAtMs: 1_700_000_000_000, endedAtMs: 1_700_000_000_000 });
});

test('[CAP11] B1 while the microphone stays away the recording waits, says since when, and tries again', async () => {
  const b = await recording();
  b.mic.refuse('microphone_busy');
  const lostAtMs = b.device.clock.nowMs();
  b.mic.signal('ended');
  await phase(b, 'interrupted');
  expect(b.recorder.view()).toMatchObject({ interruption: { cause: 'ended', sinceMs: lostAtMs }, runningSinceMs: null });
  await until(async () => (await b.rows())[0]!.state === 'paused');
  b.pass(60_000);
  b.mic.refuse(null);
  await until(() => {
    b.pass(1_000);
    return b.recorder.view().phase === 'recording';
  });
  const { gaps } = await stopped(b);
  expect(gaps).toMatchObject([{ startedAtMs: lostAtMs, cause: 'ended' }]);
  expect(gaps[0]!.endedAtMs - lostAtMs).toBeGreaterThanOrEqual(60_000);
});

test('[CAP11] B1 a microphone that is given out and delivers nothing counts as away', async () => {
  const b = await recording();
  b.mic.openDead(true);
  b.mic.signal('ended');
  await until(() => b.mic.opened() === 2);
  await until(() => b.mic.closed() === 2);
  expect(b.recorder.view().phase).toBe('interrupted');
  b.mic.openDead(false);
  b.recorder.look('visible');
  await phase(b, 'recording');
  await b.recorder.stop();
});

test('[CAP12] Stop during an interruption keeps everything, and the gap reaches to the end', async () => {
  const b = await recording();
  b.mic.refuse('microphone_busy');
  const lostAtMs = b.device.clock.nowMs();
  b.mic.signal('ended');
  await phase(b, 'interrupted');
  await until(async () => (await b.rows())[0]!.state === 'paused');
  b.pass(20_000);
  const { row, gaps } = await stopped(b);
  expect(row).toMatchObject({ state: 'waiting', partial: false });
  expect(gaps).toMatchObject([{ afterTake: 0, startedAtMs: lostAtMs, endedAtMs: b.device.clock.nowMs() }]);
  expect(await b.heard(row.id)).toEqual([concat(chunks)]);
  expect(b.recorder.view()).toMatchObject({ phase: 'idle', interruption: null, fault: null });
});

test('[CAP12] a microphone that arrives after Stop is let go at once', async () => {
  const b = await recording();
  let open = (): void => undefined;
  b.mic.holdOpen(new Promise((resolve) => (open = resolve)));
  b.mic.signal('ended');
  await until(() => b.mic.choices.length === 2);
  await b.recorder.stop();
  open();
  await until(() => b.mic.opened() === 2 && b.mic.closed() === 2);
  expect(b.recorder.view().phase).toBe('idle');
  expect(await b.rows()).toHaveLength(1);
});

test('[CAP12] Pause during an interruption is a pause; Resume ends the gap', async () => {
  const b = await recording();
  b.mic.refuse('microphone_busy');
  b.mic.signal('ended');
  await phase(b, 'interrupted');
  await until(async () => (await b.rows())[0]!.state === 'paused');
  await b.recorder.pause();
  expect(b.recorder.view().phase).toBe('paused');
  b.mic.refuse(null);
  b.pass(5_000);
  expect(b.mic.opened()).toBe(1);
  await b.recorder.resume();
  const { gaps } = await stopped(b);
  expect(gaps).toMatchObject([{ cause: 'ended' }]);
  expect(gaps[0]!.endedAtMs - gaps[0]!.startedAtMs).toBe(5_000);
});

test('[CAP13] R6 where trying again cannot help, the recording waits paused and the fault says why', async () => {
  const b = await recording();
  b.mic.refuse('microphone_refused');
  b.mic.signal('ended');
  await phase(b, 'paused');
  expect(b.recorder.view()).toMatchObject({ fault: 'microphone_refused', interruption: { cause: 'ended' } });
  b.mic.refuse(null);
  b.pass(10_000);
  expect(b.recorder.view().phase).toBe('paused');
  await b.recorder.resume();
  expect(b.recorder.view()).toMatchObject({ phase: 'recording', fault: null, interruption: null });
  const { gaps } = await stopped(b);
  expect(gaps).toHaveLength(1);
});

test('[CAP11] B2 another microphone goes on in a new take, with what lay between marked', async () => {
  const b = await recording();
  Object.assign(b.choice, { deviceId: 'headset' });
  b.recorder.changeMicrophone();
  await until(() => b.recorder.view().takes.length === 2);
  const { gaps } = await stopped(b);
  expect(b.mic.choices.map(({ deviceId }) => deviceId)).toEqual([null, 'headset']);
  expect(gaps).toMatchObject([{ cause: 'switched' }]);
});

test('[CAP11] B2 another microphone chosen in a pause is opened at Resume, without a gap', async () => {
  const b = await recording();
  await b.recorder.pause();
  Object.assign(b.choice, { deviceId: 'headset' });
  b.recorder.changeMicrophone();
  expect(b.mic.closed()).toBe(1);
  await b.recorder.resume();
  const { gaps } = await stopped(b);
  expect(b.mic.choices.map(({ deviceId }) => deviceId)).toEqual([null, 'headset']);
  expect(gaps).toEqual([]);
});

test('[CAP11] B1 a recorder that delivers nothing for five seconds is replaced', async () => {
  const b = await recording();
  b.pass(6_000);
  await until(() => b.recorder.view().takes.length === 2);
  const { gaps } = await stopped(b);
  expect(gaps).toMatchObject([{ cause: 'no_data' }]);
});

test('[CAP14] a slow disk is no silence: what arrives counts, also while it waits to be saved', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const b = await bench({ store: (real) => ({ append: (...of) => held.then(() => real.append(...of)) }) });
  await b.recorder.start();
  for (const chunk of chunks) {
    b.mic.slice(chunk);
    await new Promise((resolve) => setTimeout(resolve, 2));
    b.pass(2_000);
  }
  expect(b.recorder.view()).toMatchObject({ savedMs: 0 });
  expect(b.recorder.view().takes).toHaveLength(1);
  release();
  await b.recorder.stop();
});

test('[CAP15] R5 a recording in which there never was a sound is kept and not sent', async () => {
  const b = await bench();
  b.mic.hear(0);
  await b.recorder.start();
  b.pass(500);
  for (const chunk of chunks) b.mic.slice(chunk);
  await until(async () => (await b.rows())[0]!.chunkCount === chunks.length);
  b.pass(5_500);
  const { row } = await stopped(b);
  expect(row).toMatchObject({ state: 'failed', failure: { code: 'no_sound' } });
  await b.device.store.retry(row.id);
  expect(await b.device.store.get(row.id)).toMatchObject({ state: 'waiting', failure: null });
});

test('[CAP15] R5 silence is told after five seconds, and no longer when there is a sound', async () => {
  const b = await bench();
  await b.recorder.start();
  b.mic.slice(concat([webmHeader(), clusterAt(0)]));
  const told: boolean[] = [];
  b.mic.hear(0);
  for (let second = 1; second <= 7; second++) {
    // 17 packets of 60 ms: audio that keeps up with the clock.
    b.mic.slice(concat(Array.from({ length: 17 }, (_, i) => simpleBlock(second * 1000 + i * 60, new Uint8Array([0x18, i])))));
    await new Promise((resolve) => setTimeout(resolve, 2));
    b.pass(1_000);
    told.push(b.recorder.view().silent);
  }
  expect([told[3], told.at(-1)]).toEqual([false, true]);
  b.mic.hear(0.4);
  b.pass(500);
  expect(b.recorder.view().silent).toBe(false);
  const { row } = await stopped(b);
  expect(row.state).toBe('waiting');
});

test.each([[null], [0.3]])('[CAP15] a recording whose loudest sample was %s is sent', async (peak) => {
  const b = await bench();
  b.mic.hear(peak);
  await b.recorder.start();
  b.pass(500);
  for (const chunk of chunks) b.mic.slice(chunk);
  await until(async () => (await b.rows())[0]!.chunkCount === chunks.length);
  expect((await stopped(b)).row.state).toBe('waiting');
});

test('[CAP16] B2 a mark is where it was set in its take; none is set while nothing is heard', async () => {
  const b = await recording();
  b.pass(1_000);
  expect(await b.recorder.mark()).toBe(true);
  b.pass(700);
  expect(await b.recorder.mark()).toBe(true);
  expect(b.recorder.view().marks).toBe(2);
  await b.recorder.pause();
  expect(await b.recorder.mark()).toBe(false);
  await b.recorder.resume();
  b.pass(300);
  await b.recorder.mark();
  const { row } = await stopped(b);
  expect(await b.device.store.marks(row.id)).toMatchObject([
    { mark: 0, take: 0, atMs: 1_000 },
    { mark: 1, take: 0, atMs: 1_700 },
    { mark: 2, take: 1, atMs: 300 },
  ]);
});

test('[CAP16] a mark that cannot be stored is not counted, and the recording goes on', async () => {
  const b = await recording({ store: () => ({ addMark: () => Promise.reject(new Failure('storage_failed')) }) });
  expect(await b.recorder.mark()).toBe(false);
  expect(b.recorder.view()).toMatchObject({ phase: 'recording', marks: 0 });
  await b.recorder.stop();
});
