import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from './engine.ts';
import { killTree } from './killtree.ts';
import { connectMarionette, type Send } from './marionette.ts';
import { expressionOf, resultOf } from './task.ts';
import { until } from './until.ts';

/** The tone that its fake microphone plays, in hertz. */
export const FIREFOX_TONE_HZ = 440;
const START_MS = 60_000;
const PATIENCE_MS = 60_000;

const PREFERENCES = {
  'marionette.port': 0, // The system chooses.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.navigator.audio.fake_frequency': FIREFOX_TONE_HZ,
  // Offline is offline for a server on this machine, too.
  'network.disable-localhost-when-offline': true,
  // Nothing that would make requests of its own.
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.server': '',
};

/** Leaving while recording asks a question, which is answered with yes. */
const CAPABILITIES = { timeouts: { script: PATIENCE_MS, pageLoad: PATIENCE_MS }, unhandledPromptBehavior: 'accept' };

/** Starts Firefox without a window, on a profile folder that outlives it. Permission for the microphone is given. */
export async function launchFirefox(profileDir: string): Promise<Engine> {
  await mkdir(profileDir, { recursive: true });
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  await writeFile(join(profileDir, 'user.js'), lines.join(''));
  const portFile = join(profileDir, 'MarionetteActivePort');
  await rm(portFile, { force: true }); // Of the one that was killed.
  // System access: to take the network away.
  const flags = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profileDir];
  const child = spawn(process.env.FIREFOX_PATH ?? 'firefox-esr', [...flags, 'about:blank'], { stdio: 'ignore' });
  child.on('error', () => undefined); // Then it writes no port, either.
  try {
    let port = '';
    await until(async () => (port = await readFile(portFile, 'utf8').catch(() => '')) !== '', 'Firefox did not start', START_MS);
    const send = await connectMarionette(Number(port));
    const { capabilities } = (await send('WebDriver:NewSession', { capabilities: { alwaysMatch: CAPABILITIES } })) as { capabilities: { browserVersion: string } };
    return {
      version: `Firefox ${capabilities.browserVersion}`,
      open: async (url) => void (await send('WebDriver:Navigate', { url })),
      run: async (task, ...args) => resultOf(await run(send, expressionOf(task, args))),
      async setOffline(offline) {
        await send('Marionette:SetContext', { value: 'chrome' });
        await send('WebDriver:ExecuteScript', { script: 'Services.io.offline = arguments[0];', args: [offline] });
        await send('Marionette:SetContext', { value: 'content' });
      },
      kill: () => killTree(child),
    };
  } catch (error) {
    await killTree(child);
    throw error;
  }
}

async function run(send: Send, expression: string): Promise<string> {
  const script = `const done = arguments[0]; ${expression}.then((text) => done({ text }), (error) => done({ error: String(error) }));`;
  const { value } = (await send('WebDriver:ExecuteAsyncScript', { script, args: [] })) as { value: { text?: string; error?: string } | null };
  if (!value) throw new Error('the page has been left meanwhile');
  if (value.error !== undefined) throw new Error(value.error);
  return value.text ?? '';
}
