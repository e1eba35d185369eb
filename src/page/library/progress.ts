import type { SignInState } from '../../core/account/signedin.ts';
import { waitsForWifi, type WifiRule } from '../../core/connectivity/metered.ts';
import type { Recording } from '../../core/recording.ts';

/** What of this device decides whether something can be sent. */
export interface Surroundings {
  online: boolean;
  signIn: SignInState;
  /** Whether large recordings wait for another network; nothing waits without it. */
  wifi?: WifiRule;
}

/** Whether it is on its way: begun, with nothing in its way that is known of. A retry in the row means that the last try failed. */
export function isBeingSent(recording: Pick<Recording, 'state' | 'retry' | 'segmentBytes' | 'chunkBytes' | 'anyNetwork'>, { online, signIn, wifi }: Surroundings): boolean {
  return recording.state === 'uploading' && recording.retry === null && online && signIn !== 'out' && signIn !== 'other' && !(wifi && waitsForWifi(recording, wifi));
}

/** How much of a recording the server has, in whole percent; 100 only with its receipt. */
export function percentSent({ state, bytesSent, segmentBytes, chunkBytes }: Pick<Recording, 'state' | 'bytesSent' | 'segmentBytes' | 'chunkBytes'>): number {
  if (state === 'sent' || state === 'archived') return 100;
  const bytes = segmentBytes + chunkBytes;
  return bytes === 0 ? 0 : Math.min(99, Math.floor((100 * bytesSent) / bytes));
}
