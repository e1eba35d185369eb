import type { Retry } from '../../core/recording.ts';
import { formats, moreWords } from '../i18n/words.ts';
import type { FaultMessage } from './faulttable.ts';

/** The message for a failure of the sending, in facts of one line. `atMs`: when it is tried again by itself, in Unix milliseconds. */
export function sendingMessage(failure: Pick<Retry, 'code' | 'remedy' | 'atMs'>): FaultMessage {
  return { todo: todo(failure), ...moreWords.faults.sending[failure.code] };
}

function todo({ code, remedy, atMs }: Pick<Retry, 'code' | 'remedy' | 'atMs'>): string {
  const { remedies } = moreWords.faults;
  switch (remedy) {
    case 'retryAt':
      return remedies.retryAt(formats.time(atMs));
    case 'park':
      return remedies.park(code);
    case 'waitForNetwork':
    case 'signIn':
    case 'freeSpace':
      return remedies[remedy];
    default:
      throw new Error(`unknown remedy ${remedy satisfies never as string}`);
  }
}
