import { expect, test } from 'vitest';
import { browserName } from './browsername.ts';

test('[DIA2] browser and system are told by name and version, whatever else they claim to be', () => {
  const told = (agent: string, touchPoints = 0) => Object.values(browserName(agent, touchPoints)).join(', ');
  expect(told('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36')).toBe('Chrome 138, Linux');
  expect(told('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/137.0.0.0')).toBe('Edge 137, Windows');
  expect(told('Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36', 5)).toBe('Samsung Internet 27, Android 14');
  expect(told('Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 5)).toBe('Firefox 140, Android 14');
  expect(told('Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1', 5)).toBe('Safari 18.5, iOS 18.5');
  expect(told('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15', 5)).toBe('Safari 26.0, iPadOS');
  expect(told('')).toBe('?, ?');
});
