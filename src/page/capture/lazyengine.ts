import type { Recorder } from '../../core/capture/recorder.ts';
import type { Engine } from './engine.ts';

/** The recorder before and after its code is there. */
export type LazyEngine = Omit<Recorder, 'view'> & Pick<Engine, 'level'>;

/**
 * What records is a chunk of its own, fetched as soon as the screen stands: the button has to be seen before it can be
 * tapped. A tap that comes sooner waits for it. `on.waiting`: one does; `on.failed`: the chunk cannot be had.
 */
export function createLazyEngine(load: () => Promise<Engine>, on: { waiting(): void; failed(): void }): LazyEngine {
  let engine: Engine | null = null;
  let loading: Promise<Engine> | null = null;

  function loaded(): Promise<Engine> {
    loading ??= load().then(
      (there) => (engine = there),
      (error: unknown) => {
        // The next tap tries again.
        loading = null;
        throw error;
      },
    );
    return loading;
  }

  setTimeout(() => void loaded().catch(() => undefined));
  return {
    async start() {
      if (!engine) on.waiting();
      try {
        await loaded();
      } catch {
        return on.failed();
      }
      await engine?.recorder.start();
    },
    pause: async () => engine?.recorder.pause(),
    resume: async () => engine?.recorder.resume(),
    stop: async () => engine?.recorder.stop(),
    mark: async () => (await engine?.recorder.mark()) ?? false,
    look: (because) => engine?.recorder.look(because),
    changeMicrophone: () => engine?.recorder.changeMicrophone(),
    level: () => engine?.level() ?? null,
  };
}
