/** The browsers that differ in where a person finds what. `ios`: any browser there, they share an engine and the settings. */
export const BROWSERS = ['ios', 'safari', 'chrome-android', 'chrome', 'edge', 'firefox', 'other'] as const;

export type Browser = (typeof BROWSERS)[number];

/**
 * Which browser a person has, for words that say where to find something; never to decide what the app does.
 * @param userAgent As the browser tells it. Others claim to be Safari and Chrome, so these come last.
 * @param touchPoints `navigator.maxTouchPoints`: an iPad calls itself a Mac, but no Mac has a touch screen.
 */
export function browserOf(userAgent: string, touchPoints: number): Browser {
  const has = (part: RegExp) => part.test(userAgent);
  if (has(/iPhone|iPad|iPod/) || (has(/Macintosh/) && touchPoints > 1)) return 'ios';
  if (has(/Firefox\//)) return 'firefox';
  if (has(/Android/)) return has(/Chrome\//) ? 'chrome-android' : 'other';
  if (has(/Edg\//)) return 'edge';
  if (has(/OPR\/|Vivaldi\//)) return 'other';
  if (has(/Chrome\//)) return 'chrome';
  return has(/Macintosh.*Version\/.*Safari\//) ? 'safari' : 'other';
}
