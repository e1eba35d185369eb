import * as v from 'valibot';
import type { WorkerRequest } from '../../wire/workermessage.ts';

/** What a worker answers to `request`; undefined when nothing that `schema` takes comes in time: an older build knows no such request. */
export function askWorker<S extends v.GenericSchema>(worker: Pick<ServiceWorker, 'postMessage'>, request: WorkerRequest, schema: S, withinMs: number): Promise<v.InferOutput<S> | undefined> {
  const { port1, port2 } = new MessageChannel();
  return new Promise<v.InferOutput<S> | undefined>((resolve) => {
    setTimeout(resolve, withinMs, undefined);
    port1.onmessage = ({ data }) => {
      const parsed = v.safeParse(schema, data);
      resolve(parsed.success ? parsed.output : undefined);
    };
    worker.postMessage(request, [port2]);
  }).finally(() => port1.close());
}
