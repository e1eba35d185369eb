import { liveQuery } from 'dexie';
import type { IdleLock } from '../../core/account/idlelock.ts';
import type { Presence } from '../../core/account/presence.ts';

/** How late a lock may be. Looking costs nothing. */
const LOOK_EVERY_MS = 5_000;

/** What a person does. A click alone is what some assistive devices give. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'click'] as const;

/** Lets `lock` hear of everything on this page that tells of a person, and of what other pages and sign-ins have found. */
export function watchIdle(lock: IdleLock, presence: () => Promise<Presence | undefined>): void {
  const look = () => void lock.look();
  // Before anything else hears of them: the first touch after too long must find a locked page.
  for (const sign of SIGNS) addEventListener(sign, () => lock.touch(), { capture: true, passive: true });
  setInterval(look, LOOK_EVERY_MS);
  addEventListener('pageshow', look);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
    else lock.flush();
  });
  liveQuery(presence).subscribe({ next: (row) => lock.follow(row), error: () => undefined });
  // Opening the app is a sign of a person too.
  lock.touch();
}
