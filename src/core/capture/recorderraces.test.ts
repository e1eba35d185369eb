import { afterEach, expect, test } from 'vitest';
import { recorderBench, until } from '../../../test/bench/recorder.ts';
import { Fenced } from '../failures.ts';

// What the simulation has found in the recorder, each as the shortest story that shows it.

const { bench, chunks, recording } = recorderBench(afterEach);

test('[CAP12] Stop while the next take is being stored is no reason to go on in a new recording', async () => {
  let store = (): void => undefined;
  const held = new Promise<void>((resolve) => (store = resolve));
  const asked: number[] = [];
  const b = await recording({
    store: (real) => ({
      async beginTake(...of) {
        asked.push(of[1].take);
        await held;
        return real.beginTake(...of);
      },
    }),
  });
  b.mic.signal('ended');
  await until(() => asked.length === 1);
  await b.recorder.stop();
  store();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await b.rows()).toMatchObject([{ state: 'waiting', partial: false }]);
  expect([b.recorder.view().phase, b.mic.opened() - b.mic.closed()]).toEqual(['idle', 0]);
  expect(b.device.events.map(({ event }) => event)).not.toContain('recording_fenced');
});

test('[CAP7] a recorder that is fenced while the microphone is opened again goes on in a new recording', async () => {
  let fence = true;
  const b = await recording({
    store: (real) => ({
      async beginTake(...of) {
        if (!fence) return real.beginTake(...of);
        fence = false;
        throw new Fenced('taken');
      },
    }),
  });
  b.mic.signal('ended');
  await until(async () => (await b.rows()).length === 2 && b.recorder.view().phase === 'recording');
  await b.recorder.stop();
  expect(b.mic.opened() - b.mic.closed()).toBe(0);
});

test('[CAP11] a hint while the take is still being ended opens one microphone, not two', async () => {
  let end = (): void => undefined;
  const held = new Promise<void>((resolve) => (end = resolve));
  let ends = 0;
  const b = await recording({
    store: (real) => ({
      async endTake(...of) {
        ends += 1;
        if (ends === 2) await held;
        return real.endTake(...of);
      },
    }),
  });
  b.mic.fail(new Error('broken'));
  await until(() => b.recorder.view().takes.length === 2);
  // The second take that did not last: the third would be waited for, but something hints that it may begin.
  b.mic.fail(new Error('broken'));
  await until(() => ends === 2);
  b.recorder.look('devices');
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(b.mic.choices).toHaveLength(2);
  end();
  await until(() => b.recorder.view().phase === 'recording');
  expect(b.mic.choices).toHaveLength(3);
  await b.recorder.stop();
  expect(b.mic.opened() - b.mic.closed()).toBe(0);
});

test('[CAP11] a microphone that was asked for before a pause is let go when it comes in the next interruption', async () => {
  const b = await recording();
  let first = (): void => undefined;
  b.mic.holdOpen(new Promise((resolve) => (first = resolve)));
  b.mic.signal('ended');
  await until(() => b.mic.choices.length === 2);
  await b.recorder.pause();
  b.mic.holdOpen(null);
  await b.recorder.resume();
  let second = (): void => undefined;
  b.mic.holdOpen(new Promise((resolve) => (second = resolve)));
  b.mic.signal('ended');
  await until(() => b.mic.choices.length === 4);
  first();
  await until(() => b.mic.opened() === 3 && b.mic.closed() >= 3);
  expect(b.recorder.view().phase).toBe('interrupted');
  second();
  await until(() => b.recorder.view().phase === 'recording');
  await b.recorder.stop();
  expect(b.mic.opened() - b.mic.closed()).toBe(0);
});

test('[CAP15] what was said after the last look is looked at before it is called silence', async () => {
  const b = await bench();
  b.mic.hear(0);
  await b.recorder.start();
  for (const chunk of chunks) b.mic.slice(chunk);
  await until(async () => (await b.rows())[0]!.chunkCount === chunks.length);
  b.pass(1_000);
  b.mic.hear(0.4);
  await b.recorder.stop();
  expect((await b.rows())[0]).toMatchObject({ state: 'waiting', failure: null });
});

test('[CAP16] two taps at the same moment are one mark, on the disk and on the screen', async () => {
  const b = await recording();
  expect(await Promise.all([b.recorder.mark(), b.recorder.mark()])).toEqual([true, true]);
  expect(b.recorder.view().marks).toBe(1);
  await b.recorder.stop();
  expect(await b.device.store.marks((await b.rows())[0]!.id)).toHaveLength(1);
});
