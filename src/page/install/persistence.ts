import { isInstalled } from './platform.ts';
import { isSaid, setSaid } from './onceonly.ts';

/**
 * Asks the browser to keep what is stored here when space runs short: once in a tab and once in the installed app, because
 * some browsers ask the person and some decide by how much the app is used. Nobody waits for the answer: a question may
 * stay open for ever.
 */
export async function askToKeep(storage: Pick<StorageManager, 'persisted' | 'persist'> | undefined = navigator.storage): Promise<void> {
  const occasion = isInstalled() ? 'keepapp' : 'keep';
  if (typeof storage?.persist !== 'function' || isSaid(occasion) || (await storage.persisted())) return;
  setSaid(occasion);
  await storage.persist();
}
