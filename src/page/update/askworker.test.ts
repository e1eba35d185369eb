import * as v from 'valibot';
import { expect, test } from 'vitest';
import { activateAnswer } from '../../wire/workermessage.ts';
import { askWorker } from './askworker.ts';

const answering = (answer: unknown) => ({ postMessage: (_: unknown, [port]: [MessagePort]) => port.postMessage(answer) }) as unknown as ServiceWorker;
const ask = (worker: ServiceWorker, withinMs = 5_000) => askWorker(worker, { holdfast: 'activate' }, activateAnswer, withinMs);

test('R51 [UPD7] a worker is believed only when it answers what was asked, in time', async () => {
  expect(await ask(answering({ activating: true, more: 1 }))).toMatchObject({ activating: true });
  expect(await ask(answering({ activating: false }))).toMatchObject({ activating: false });
  expect(await ask(answering('ok'))).toBeUndefined();
  expect(await ask({ postMessage() {} } as unknown as ServiceWorker, 20)).toBeUndefined();
  expect(v.is(activateAnswer, {})).toBe(false);
});
