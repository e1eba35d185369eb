import type { NoticeTexts } from './dexie/noticetexts.ts';

/** One notification at a time: a later one takes the place of an earlier one without a sound. */
const TAG = 'holdfast-sending';

/** What is worth a notification: all is sent, nobody is signed in to send what waits, or something could not be sent. */
export type NoticeKind = 'done' | 'signIn' | 'failed';

/** Shows a notification, where the person has allowed that. Never rejects. */
export async function showNotice(registration: ServiceWorkerRegistration, texts: NoticeTexts, kind: NoticeKind): Promise<void> {
  const title = kind === 'done' ? texts.doneTitle : texts.stuckTitle;
  const body = { done: texts.doneText, signIn: texts.signInText, failed: texts.failedText }[kind];
  try {
    if (Notification.permission === 'granted') await registration.showNotification(title, { body, tag: TAG, icon: '/icons/icon-192.png' });
  } catch {
    // It was forbidden meanwhile, or this browser has none.
  }
}

interface Badging {
  setAppBadge?(contents: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
}

/** Writes how many recordings are not sent on the app's icon, where there is one. Pages and workers may. Never rejects. */
export async function showBadge(unsent: number): Promise<void> {
  const badging = navigator as Badging;
  try {
    await (unsent === 0 ? badging.clearAppBadge?.() : badging.setAppBadge?.(unsent));
  } catch {
    // Not installed, or not allowed.
  }
}
