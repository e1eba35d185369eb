import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { CHROMIUM_ARGS } from './browser.ts';
import { descendants, processes } from './processes.ts';

/**
 * A Chromium without the test tool, which keeps every page of its own visible and focused: here one can be hidden as
 * it is hidden from a person. Spoken to in the DevTools protocol through its pipe: JSON texts, each ended by a zero byte.
 */
export interface PureChromium {
  open(url: string): Promise<void>;
  /** Resolves to what `expression` is worth in the page. */
  run<T>(expression: string): Promise<T>;
  /** Hides the window of the page, or shows it again. */
  setHidden(hidden: boolean): Promise<void>;
  /** Stops the page, hidden behind another, as a phone stops what is not looked at; and back. */
  setFrozen(frozen: boolean): Promise<void>;
  /** Stops every process of it at once, as a device does that sleeps, and lets them go on. */
  sleep(): void;
  wake(): void;
  close(): Promise<void>;
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/** Starts it on a profile folder, with a microphone from a WAV file and the permission for it. */
export async function startPureChromium(profileDir: string, microphone: string): Promise<PureChromium> {
  const media = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${microphone}%noloop`];
  const args = ['--headless=new', ...CHROMIUM_ARGS, ...media, '--remote-debugging-pipe', `--user-data-dir=${profileDir}`, 'about:blank'];
  const child = spawn(process.env.CHROMIUM_PATH!, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const asked = new Map<number, (answer: Answer) => void>();
  let unread = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (unread + text).split('\0');
    unread = parts.pop()!;
    for (const part of parts) {
      const answer = JSON.parse(part) as Answer;
      if (answer.id !== undefined) asked.get(answer.id)?.(answer);
    }
  });
  let lastId = 0;
  const send = <T>(method: string, params: object = {}, sessionId?: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      asked.set(id, ({ result, error }) => {
        asked.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result as T);
      });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });

  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const { pid } of descendants(child.pid!, processes())) process.kill(pid, name);
    child.kill(name);
  };

  const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const { windowId } = await send<{ windowId: number }>('Browser.getWindowForTarget', { targetId });
  return {
    open: (url) => send('Page.navigate', { url }, sessionId),
    async run<T>(expression: string) {
      const { result, exceptionDetails } = await send<{ result: { value: T }; exceptionDetails?: { text: string } }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
      if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
      return result.value;
    },
    setHidden: (hidden) => send('Browser.setWindowBounds', { windowId, bounds: { windowState: hidden ? 'minimized' : 'normal' } }),
    setFrozen: (frozen) => send('Page.setWebLifecycleState', { state: frozen ? 'frozen' : 'active' }, sessionId),
    sleep: () => signal('SIGSTOP'),
    wake: () => signal('SIGCONT'),
    async close() {
      const gone = once(child, 'exit');
      await send('Browser.close').catch(() => child.kill('SIGKILL'));
      await gone;
    },
  };
}
