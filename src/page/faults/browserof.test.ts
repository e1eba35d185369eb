import { expect, test } from 'vitest';
import { browserOf, type Browser } from './browserof.ts';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';

test.each<[Browser, string, number]>([
  ['ios', `${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, 5],
  ['ios', `${IPHONE} CriOS/137.0.0.0 Mobile/15E148 Safari/604.1`, 5],
  ['ios', `${IPHONE} FxiOS/139.0 Mobile/15E148 Safari/605.1.15`, 5],
  ['ios', `${IPHONE} Mobile/15E148`, 5],
  ['ios', MAC, 5],
  ['safari', MAC, 0],
  ['chrome-android', `${ANDROID} Chrome/137.0.0.0 Mobile Safari/537.36`, 5],
  ['chrome-android', `${ANDROID} Chrome/137.0.0.0 Mobile Safari/537.36 EdgA/137.0.0.0`, 5],
  ['chrome', `${WINDOWS} Chrome/137.0.0.0 Safari/537.36`, 10],
  ['chrome', `${WINDOWS} HeadlessChrome/137.0.0.0 Safari/537.36`, 0],
  ['edge', `${WINDOWS} Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0`, 10],
  ['other', `${WINDOWS} Chrome/136.0.0.0 Safari/537.36 OPR/121.0.0.0`, 0],
  ['firefox', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0', 0],
  ['firefox', 'Mozilla/5.0 (Android 15; Mobile; rv:139.0) Gecko/139.0 Firefox/139.0', 5],
  ['firefox', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:139.0) Gecko/20100101 Firefox/139.0', 0],
  ['other', 'something else', 0],
])('R6 [FLT2] %s is known by %s', (browser, userAgent, touchPoints) => {
  expect(browserOf(userAgent, touchPoints)).toBe(browser);
});
