import type { Surroundings } from './progress.ts';
import { isAtWork, type Batch } from './sending.ts';
import { words } from '../i18n/words.ts';

/** What stands around the button "Send now". */
export interface SendPanel {
  enabled: boolean;
  /** Why it is as it is: how many wait, or what is in the way. */
  text: string;
  /** In whole percent, while sending. */
  percent: number | null;
}

/** The panel for the recordings that wait, or null when none does. */
export function sendPanel(waiting: number, batch: Batch, around: Surroundings & { backgroundSync: boolean; held?: boolean }): SendPanel | null {
  if (waiting === 0) return null;
  const { online, signIn, backgroundSync, held = false } = around;
  if (held) return { enabled: false, text: words.library.held, percent: null };
  const withHint = (text: string) => (backgroundSync ? text : `${text} ${words.library.keepOpen}`);
  if (!online) return { enabled: false, text: withHint(words.library.offline), percent: null };
  if (signIn === 'out' || signIn === 'other') return { enabled: false, text: words.library.signedOut, percent: null };
  if (isAtWork(batch)) {
    return { enabled: false, text: withHint(`${words.network.sending(batch.done + 1, batch.ids.size)}.`), percent: batch.percent };
  }
  return { enabled: true, text: withHint(words.library.waiting(waiting)), percent: null };
}
