import { isAtWork, type Batch } from '../library/sending.ts';
import type { Reach } from '../../core/connectivity/connectivity.ts';
import { words } from '../i18n/words.ts';

/** The words beside the brand: a fact about the network, and what is to be sent. */
export function networkLine(reach: Reach, waiting: number, batch: Batch, slow = false): string {
  const isSlow = slow && reach === 'online';
  if (reach === 'online' && isAtWork(batch)) return words.network.sending(batch.done + 1, batch.ids.size) + (isSlow ? words.dot + words.network.slow : '');
  const state = words.network[isSlow ? 'slow' : reach];
  return waiting === 0 ? state : state + words.dot + words.network.waiting(waiting);
}
