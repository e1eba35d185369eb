import type { Engine } from './engine.ts';
import { until } from './until.ts';

/** How long the screen may take for what it does at once. */
const SCREEN_MS = 30_000;

/** The app as a person sees it, through an engine that Playwright does not drive. */
export interface EngineScreen {
  /** Signs in on a device that knows nobody, and resolves when the app is ready, also for being without a server. */
  signIn(user: string): Promise<void>;
  /** Opens the app, and resolves when it can record. */
  open(): Promise<void>;
  record(): Promise<void>;
  /** Waits until the screen calls so much saved, and resolves with how much it then does, in milliseconds. */
  waitForSaved(ms: number): Promise<number>;
  /** Pauses, and resolves with the saved milliseconds that the screen then shows. */
  pause(): Promise<number>;
  resume(): Promise<void>;
  /** Stops, and resolves with the saved milliseconds that the screen then shows. */
  stop(): Promise<number>;
  /** Waits until the screen says this somewhere. */
  waitForText(text: string): Promise<void>;
  /** Changes to the list of recordings where it has a tab of its own. */
  showRecordings(): Promise<void>;
}

/** The app at `url` in an engine. */
export function screenOf(engine: Engine, url: string): EngineScreen {
  const press = async (name: string): Promise<void> => {
    const pressed = () =>
      engine.run((wanted) => {
        const button = [...document.querySelectorAll('button')].find(({ textContent, disabled }) => textContent.includes(wanted) && !disabled);
        button?.click();
        return button !== undefined;
      }, name);
    await until(pressed, `no button "${name}"`, SCREEN_MS);
  };
  const sees = (name: string) =>
    engine.run((wanted) => [...document.querySelectorAll('button')].some(({ textContent, disabled }) => textContent.trim() === wanted && !disabled), name);
  const shown = (testId: string) => engine.run((id) => Number(document.querySelector(`[data-testid=${id}]`)?.getAttribute('data-saved-ms') ?? -1), testId);
  const text = () => engine.run(() => document.body.innerText);
  // A page that is being left has nothing to say.
  const ready = () => until(() => sees('Record').catch(() => false), 'the app is not ready to record', SCREEN_MS);

  return {
    async signIn(user) {
      await engine.open(`${url}/oidc/signin?returnTo=/`);
      await press(user);
      await ready();
      // With its files kept it opens without a server.
      await engine.run(async () => {
        await navigator.serviceWorker.ready;
      });
    },
    async open() {
      await engine.open(url);
      await ready();
    },
    async record() {
      await press('Record');
      await until(() => sees('Stop'), 'it does not record', SCREEN_MS);
    },
    async waitForSaved(ms) {
      let savedMs = 0;
      await until(async () => (savedMs = await shown('saved')) >= ms, `not ${ms} ms saved`, ms + SCREEN_MS);
      return savedMs;
    },
    async pause() {
      await press('Pause');
      await until(() => sees('Resume'), 'it does not pause', SCREEN_MS);
      return shown('saved');
    },
    async resume() {
      await press('Resume');
      await until(() => sees('Pause'), 'it does not resume', SCREEN_MS);
    },
    async stop() {
      await press('Stop');
      let savedMs = -1;
      await until(async () => (savedMs = await shown('stopped-summary')) >= 0, 'it does not stop', SCREEN_MS);
      return savedMs;
    },
    waitForText: (wanted) => until(async () => (await text()).includes(wanted), `the screen does not say "${wanted}"`, SCREEN_MS),
    showRecordings: () =>
      engine.run(() => {
        const tab = [...document.querySelectorAll<HTMLElement>('a, [role=tab]')].find(({ textContent }) => textContent.startsWith('Recordings'));
        tab?.click();
      }),
  };
}
