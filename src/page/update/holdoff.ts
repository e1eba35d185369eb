import { computed, signal } from '@preact/signals';
import { recordingLock } from '../../core/capture/recovery.ts';

const holds = signal(0);

/** Something in this page that is no recording on the device must not be cut off by a new version. */
export const heldOff = computed(() => holds.value > 0);

/**
 * Keeps new versions away, from every tab of this device, until the returned function is called: for audio that is only in
 * a page. The lock counts for the worker like that of a recording, and several pages may hold it.
 */
export function holdOffUpdates(): () => void {
  holds.value += 1;
  let release = () => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  navigator.locks?.request(recordingLock('page'), { mode: 'shared' }, () => until).catch(() => undefined);
  return () => {
    holds.value -= 1;
    release();
  };
}
