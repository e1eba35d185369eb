const PREFIX = 'holdfast.once.';

/** Whether `what` has been said on this device. Where nothing can be remembered everything counts as said: it would come each time. */
export function isSaid(what: string): boolean {
  try {
    return localStorage.getItem(PREFIX + what) !== null;
  } catch {
    return true;
  }
}

/** `what` has been said. */
export function setSaid(what: string): void {
  try {
    localStorage.setItem(PREFIX + what, '1');
  } catch {
    // It counts as said anyway.
  }
}
