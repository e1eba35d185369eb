import type { SignInState } from '../../core/account/signedin.ts';
import { waitsForWifi } from '../../core/connectivity/metered.ts';
import { isAmended, isAmending, type Recording } from '../../core/recording.ts';
import { sendingMessage } from '../faults/sendingmessage.ts';
import { moreWords, words } from '../i18n/words.ts';
import { isBeingSent, percentSent, type Surroundings } from './progress.ts';

/** `ok`: safe with the server, `hold`: held or waiting, `sea`: on its way, `live`: recording or failed, `soft`: of no consequence. */
export type Tone = 'ok' | 'hold' | 'sea' | 'live' | 'soft';

/** How a recording stands, in words. */
export interface Description {
  tone: Tone;
  label: string;
  detail: string | null;
}

/** How a recording stands: one place for its words, wherever they are shown. */
export function describe(recording: Recording, around: Surroundings): Description {
  const { state, partial } = recording;
  const may = (label: string) => (partial ? words.state.withPartial(label) : label);
  switch (state) {
    case 'recording':
      return { tone: 'live', label: words.state.recording, detail: null };
    case 'paused':
      return { tone: 'hold', label: words.state.paused, detail: null };
    case 'waiting':
    case 'uploading': {
      if (isBeingSent(recording, around)) {
        return { tone: 'sea', label: may(words.state.sending(percentSent(recording))), detail: partial ? words.detail.recovered : null };
      }
      return { tone: 'hold', label: partial ? words.state.partialWaiting : words.state.waiting, detail: whyWaiting(recording, around) };
    }
    case 'sent':
      return { tone: 'ok', label: may(words.state.sent), detail: written(recording) ?? words.detail.beingChecked };
    case 'archived':
      return { tone: 'ok', label: may(words.state.sent), detail: written(recording) ?? words.detail.archived };
    case 'failed': {
      const { what, safe, todo } = sendingMessage({ code: recording.failure?.code ?? 'data_corrupt', remedy: 'park', atMs: 0 });
      return { tone: 'live', label: words.state.failed(what), detail: `${safe} ${todo}` };
    }
    case 'empty':
      return { tone: 'soft', label: words.state.empty, detail: words.detail.empty };
    default:
      throw new Error(`unknown state ${state satisfies never as string}`);
  }
}

/** What became of what was written after it was sent; null when the server has it all. */
function written(recording: Recording): string | null {
  const failure = recording.amending?.failure;
  if (failure && isAmended(recording)) {
    const { what, safe, todo } = sendingMessage({ code: failure.code, remedy: 'park', atMs: 0 });
    return [words.detail.because(what), safe, todo].join(words.dot);
  }
  return isAmending(recording) ? words.detail.amending : null;
}

function whyWaiting(recording: Recording, { online, signIn, wifi }: Surroundings): string | null {
  const percent = percentSent(recording);
  const facts = [
    percent > 0 ? words.detail.partlySent(percent) : null,
    wifi && waitsForWifi(recording, wifi) ? words.detail.waitsForWifi : obstacle(recording, online, signIn),
    recording.partial ? words.detail.recovered : null,
  ].filter((fact) => fact !== null);
  return facts.length === 0 ? null : facts.join(words.dot);
}

/** Why the last try failed, and what has to change before the next one can do better. */
function obstacle({ retry }: Recording, online: boolean, signIn: SignInState): string | null {
  if (signIn === 'out' || signIn === 'other') return moreWords.faults.remedies.signIn;
  if (retry === null) return null;
  const { what, safe, todo } = sendingMessage(retry);
  const because = [safe, words.detail.because(what), todo].join(words.dot);
  switch (retry.remedy) {
    case 'signIn':
    case 'freeSpace':
      return todo;
    case 'waitForNetwork':
      // That there is no network says it all; that there is one which lets nothing through does not.
      return retry.code === 'network' || !online ? todo : because;
    case 'retryAt':
      // Without a network that time means nothing.
      return online ? because : null;
    case 'park':
      return null;
    default:
      throw new Error(`unknown remedy ${retry.remedy satisfies never as string}`);
  }
}
