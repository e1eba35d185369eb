import * as v from 'valibot';

// What a page may ask of a service worker, which may be of another build. The answer comes through the port sent along.

/** `activate`: take over from the worker before it, now. `about`: which build it is. */
const workerRequest = v.looseObject({ holdfast: v.picklist(['activate', 'about']) });
export type WorkerRequest = v.InferOutput<typeof workerRequest>;

/** `activating` false: somebody records on this device, and nothing was changed. */
export const activateAnswer = v.looseObject({ activating: v.boolean() });
export type ActivateAnswer = v.InferOutput<typeof activateAnswer>;

export const aboutAnswer = v.looseObject({ version: v.string(), build: v.nullable(v.string()) });
export type AboutAnswer = v.InferOutput<typeof aboutAnswer>;

/** What a message asks for, or undefined when it is none of ours. */
export function workerRequestIn(message: unknown): WorkerRequest | undefined {
  const parsed = v.safeParse(workerRequest, message);
  return parsed.success ? parsed.output : undefined;
}
