import type { Platform } from './platform.ts';

export type Picture = 'share' | 'add' | 'dots' | 'desktop';

/** The picture of each step, where its button has one. */
export const STEP_PICTURES: Record<Platform, readonly (Picture | null)[]> = {
  ios: [null, 'share', 'add', null, null],
  android: ['dots', 'add', null],
  firefoxAndroid: ['dots', 'add', null],
  chrome: ['desktop', null],
  edge: ['desktop', null],
  safari: [null, null],
  firefox: [null, null],
};
