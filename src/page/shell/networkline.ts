import { isAtWork, type Batch } from '../library/sending.ts';
import { words } from '../i18n/words.ts';

/** The words beside the brand: a fact about the network, and what is to be sent. */
export function networkLine(online: boolean, waiting: number, batch: Batch): string {
  if (online && isAtWork(batch)) return words.network.sending(batch.done + 1, batch.ids.size);
  const state = online ? words.network.online : words.network.offline;
  return waiting === 0 ? state : state + words.dot + words.network.waiting(waiting);
}
