import { browserOf } from '../faults/browserof.ts';

/** Where installing goes differently. */
export const PLATFORMS = ['ios', 'android', 'firefoxAndroid', 'chrome', 'edge', 'safari', 'firefox'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Which of the guides is a person's own. Arguments as for `browserOf`. */
export function platformOf(userAgent: string, touchPoints: number): Platform {
  const browser = browserOf(userAgent, touchPoints);
  const android = /Android/.test(userAgent);
  switch (browser) {
    case 'firefox':
      return android ? 'firefoxAndroid' : 'firefox';
    case 'chrome-android':
      return 'android';
    case 'other':
      return android ? 'android' : 'chrome';
    default:
      return browser;
  }
}

/** Whether this page runs as an installed app, in a window of its own. */
export function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true);
}
